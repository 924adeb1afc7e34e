import { Button } from 'antd'
import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { sumOf, type Decision } from './batch'
import { BatchDialog } from './BatchDialog'
import { batchWords } from './batchWords'
import type { Selection } from './useSelection'

/** What can be done about the withdrawals that are selected. */
export function BatchBar({ selection }: { selection: Selection }) {
  const words = useMessages(batchWords)
  const [deciding, setDeciding] = useState<{ decision: Decision; rows: Selection['chosen'] } | null>(null)
  const { chosen } = selection
  const decide = (decision: Decision) => setDeciding({ decision, rows: chosen })
  return (
    <>
      {chosen.length > 0 && (
        <div className="batch-bar">
          <span role="status">{words.chosen(chosen.length, formatAmount(sumOf(chosen)))}</span>
          <span className="batch-acts">
            <Button type="primary" onClick={() => decide('approve')}>
              {words.approve}
            </Button>
            <Button danger onClick={() => decide('reject')}>
              {words.reject}
            </Button>
            <Button type="text" onClick={() => selection.keep([])}>
              {words.none}
            </Button>
          </span>
        </div>
      )}
      {deciding && (
        <BatchDialog
          key={deciding.decision}
          {...deciding}
          keep={selection.keep}
          close={() => setDeciding(null)}
        />
      )}
    </>
  )
}
