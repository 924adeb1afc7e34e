import { Button } from 'antd'

import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { sumOf, type Decision } from './batch'
import { batchWords } from './batchWords'
import type { Selection } from './useSelection'

/** What can be done about the withdrawals that are selected. */
export function BatchBar({
  selection,
  decide,
}: {
  selection: Selection
  decide: (decision: Decision) => void
}) {
  const words = useMessages(batchWords)
  const { chosen } = selection
  if (chosen.length === 0) return null
  return (
    <div className="batch-bar">
      <span role="status">{words.chosen(chosen.length, formatAmount(sumOf(chosen)))}</span>
      <span className="batch-acts">
        {/* What takes several people is approved one by one. */}
        {chosen.every(({ approvalsNeeded }) => approvalsNeeded === undefined) && (
          <Button type="primary" onClick={() => decide('approve')}>
            {words.approve}
          </Button>
        )}
        <Button danger onClick={() => decide('reject')}>
          {words.reject}
        </Button>
        <Button type="text" onClick={() => selection.keep([])}>
          {words.none}
        </Button>
      </span>
    </div>
  )
}
