import { useTold } from '../../api/words'
import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import { RowDrawer } from '../../list/RowDrawer'
import type { Audit } from './audits'
import { auditTerms, auditWords } from './auditWords'
import { actOf, detailOf, factsOf, type Fact } from './facts'
import { Target } from './Target'

/** Everything that one record tells. */
export function AuditDrawer({ record, close }: { record: Audit | undefined; close: () => void }) {
  const words = useMessages(auditWords)
  return (
    <RowDrawer title={words.record} closed={close}>
      {record ? <Everything record={record} /> : <p>{words.gone}</p>}
    </RowDrawer>
  )
}

function Everything({ record }: { record: Audit }) {
  const words = useMessages(auditWords)
  const terms = useMessages(auditTerms)
  const detail = detailOf(record, terms, useTold())
  return (
    <>
      <dl className="facts first">
        <dt>{words.did}</dt>
        <dd>
          <strong>{actOf(record, terms)}</strong>
        </dd>
        <dt>{words.time}</dt>
        <dd>{formatMoment(record.createdAt)}</dd>
        <dt>{words.admin}</dt>
        <dd>
          <span>{`${record.adminName ?? ''} `}</span>
          <span className="code">{record.adminId}</span>
        </dd>
        {record.targetId !== undefined && (
          <>
            <dt>{words.target}</dt>
            <dd>
              <Target of={record} />
            </dd>
          </>
        )}
        {record.ip !== undefined && (
          <>
            <dt>{words.ip}</dt>
            <dd className="code">{record.ip}</dd>
          </>
        )}
        {record.userAgent !== undefined && (
          <>
            <dt>{words.userAgent}</dt>
            <dd>{record.userAgent}</dd>
          </>
        )}
        <dt>{words.id}</dt>
        <dd className="code">{record.id}</dd>
      </dl>
      {detail.length > 0 && (
        <>
          <h2>{words.told}</h2>
          <FactList facts={detail} />
        </>
      )}
      {record.filters !== undefined && <Filters json={record.filters} module={record.module} />}
    </>
  )
}

function Filters({ json, module }: { json: string; module: string }) {
  const words = useMessages(auditWords)
  const terms = useMessages(auditTerms)
  const facts = factsOf(json, module, terms)
  return (
    <>
      <h2>{words.filters}</h2>
      {facts.length > 0 ? <FactList facts={facts} /> : <p>{words.noFilters}</p>}
    </>
  )
}

function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ name, label, value }) => (
        <div className="fact" key={name}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
