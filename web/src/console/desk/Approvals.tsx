import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import { missingOf, type Approvable } from './approvable'
import { approvalWords } from './approvalWords'

/** "1 of 2 approved", where it takes several. */
export function ApprovalCount({ of: { approvals = [], approvalsNeeded } }: { of: Approvable }) {
  const words = useMessages(approvalWords)
  if (approvalsNeeded === undefined) return null
  return <small className="approval-count">{words.count(approvals.length, approvalsNeeded)}</small>
}

/** Who has approved it and when, and how many are missing. */
export function Approvals({ of }: { of: Approvable }) {
  const words = useMessages(approvalWords)
  const { approvals = [] } = of
  const missing = missingOf(of)
  return (
    <ol className="approvals">
      {approvals.map(({ by, name, at }) => (
        <li key={by} className="given">
          <span>{name ?? by}</span>
          {at !== undefined && <small className="below moment">{formatMoment(at)}</small>}
        </li>
      ))}
      {missing > 0 && <li>{words.missing(missing)}</li>}
    </ol>
  )
}
