import { Link } from 'react-router'

import { useTold } from '../../api/words'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import { useMay } from '../desk/me'
import { deskWords } from '../desk/deskWords'
import { auditsPath } from '../desk/Owner'
import { useAudits } from './audits'
import { auditTerms } from './auditWords'
import { actOf, gistOf } from './facts'

/** What admins did lately about one thing, newest first. */
export function TargetHistory({
  module,
  targetId,
  most = 5,
}: {
  module: string
  targetId: string
  most?: number
}) {
  const words = useMessages(deskWords)
  const terms = useMessages(auditTerms)
  const told = useTold()
  const may = useMay()('audit')
  const audits = useAudits({ module, targetId }, 1, most, may)
  if (!may) return <p className="quiet">{words.noAudit}</p>
  if (!audits.data) {
    return audits.isError ? (
      <FailureNotice error={audits.error} retry={() => void audits.refetch()} />
    ) : (
      <Loading rows={2} />
    )
  }
  const { rows, total } = audits.data
  if (rows.length === 0) return <p className="quiet">{words.noHistory}</p>
  return (
    <ul className="history">
      {rows.map((record) => (
        <li key={record.id}>
          <strong>{actOf(record, terms)}</strong>
          <span>{` ${gistOf(record, terms, told)}`}</span>
          <small className="below">
            {`${record.adminName ?? record.adminId ?? ''} · ${formatMoment(record.createdAt)}`}
          </small>
        </li>
      ))}
      {total > rows.length && (
        <li>
          <Link to={auditsPath(module, targetId)}>{words.more}</Link>
        </li>
      )}
    </ul>
  )
}
