import { Button } from 'antd'
import { useState } from 'react'

import { useTold } from '../../api/words'
import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { useMay } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import type { Withdrawal } from './filter'
import { ParkedReturnDialog, type Returned } from './ReturnDialog'
import { returnWords } from './returnWords'
import type { ReturnDecision } from './withdrawals'

/** What the bank has sent back of a payout; what is parked can be decided about. */
export function Returns({ withdrawal }: { withdrawal: Withdrawal }) {
  const words = useMessages(returnWords)
  const told = useTold()
  const may = useMay()
  const adminId = useAdminId()
  const decides = may('resolve') && withdrawal.escortId !== adminId
  const [deciding, setDeciding] = useState<{ of: Returned; action: ReturnDecision['action'] } | null>(null)
  const { returns = [] } = withdrawal
  if (returns.length === 0) return null
  return (
    <>
      <h3>{words.list}</h3>
      <ol className="timeline">
        {returns.map((of) => (
          <li key={`${of.account} ${of.reference}`}>
            <strong>
              <Amount of={of.amount} />
            </strong>
            {of.fee !== undefined && (
              <>
                <span>{` · ${words.fee} `}</span>
                <Amount of={of.fee} />
              </>
            )}
            <span>{of.reasonParts === undefined ? ` · ${of.reason}` : told('', of.reasonParts)}</span>
            <small className="below">
              <span className="code">{of.reference}</span>
              <span>{` · ${formatMoment(of.at)}`}</span>
              {of.state !== undefined && <span>{` · ${words[of.state]}`}</span>}
            </small>
            {of.state === 'parked' && decides && (
              <span className="row-acts">
                {(['credit', 'close'] as const).map((action) => (
                  <Button key={action} size="small" onClick={() => setDeciding({ of, action })}>
                    {words[action]}
                  </Button>
                ))}
              </span>
            )}
          </li>
        ))}
      </ol>
      {deciding && (
        <ParkedReturnDialog withdrawal={withdrawal} {...deciding} close={() => setDeciding(null)} />
      )}
    </>
  )
}
