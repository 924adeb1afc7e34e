import { Alert, Button } from 'antd'
import { useSearchParams } from 'react-router'

import { useTold } from '../../api/words'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { useMessages } from '../../i18n/messages'
import { RecordList } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { useOpenRow } from '../../list/useOpenRow'
import { usePage } from '../../list/usePage'
import { formatMoment } from '../../time/moment'
import { DeskTitle } from '../desk/DeskTitle'
import { deskWords } from '../desk/deskWords'
import { deskSize } from '../desk/key'
import { ViewButton } from '../desk/ViewButton'
import '../desk/desk.css'
import { AuditDrawer } from './AuditDrawer'
import { AuditFilters } from './AuditFilters'
import { auditFilters, useAudits, type Audit, type AuditFilter } from './audits'
import { auditTerms, auditWords } from './auditWords'
import { actOf, gistOf } from './facts'
import { Target } from './Target'

/** What admins did, newest first. The address has the filters, the page and the record that is open. */
export default function AuditPage() {
  const words = useMessages(auditWords)
  const desk = useMessages(deskWords)
  const terms = useMessages(auditTerms)
  const told = useTold()
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const filter = filterOf(search)
  const audits = useAudits(filter, page)
  const [open, show, close] = useOpenRow('record')
  const filtered = Object.keys(filter).length > 0
  const reset = <Button onClick={() => setSearch({})}>{words.reset}</Button>
  const columns: Column<Audit>[] = [
    { title: words.time, cell: ({ createdAt }) => <span className="moment">{formatMoment(createdAt)}</span> },
    {
      title: words.admin,
      cell: ({ adminName, adminId }) => (
        <span className="owner">
          <span>{adminName ?? adminId}</span>
          {adminName !== undefined && <small>{adminId}</small>}
        </span>
      ),
    },
    { title: words.did, cell: (record) => actOf(record, terms) },
    { title: words.target, cell: (record) => <Target of={record} /> },
    { title: words.what, cell: (record) => <span className="gist">{gistOf(record, terms, told)}</span> },
    { title: desk.details, kind: 'actions', cell: ({ id }) => <ViewButton show={() => show(id)} /> },
  ]
  return (
    <>
      <DeskTitle text={words.title} />
      <AuditFilters key={JSON.stringify(filter)} filter={filter} apply={(wanted) => setSearch(wanted)} />
      {audits.data?.atLeast && <Alert type="warning" showIcon className="notice" title={words.atLeast} />}
      <RecordList
        label={words.title}
        query={audits}
        columns={columns}
        keyOf={({ id }) => id}
        size={deskSize}
        empty={
          <EmptyNotice title={filtered ? words.emptyFiltered : words.empty}>
            {filtered ? reset : words.emptyHint}
          </EmptyNotice>
        }
      />
      {open !== null && audits.data && (
        <AuditDrawer record={audits.data.rows.find(({ id }) => id === open)} close={close} />
      )}
    </>
  )
}

function filterOf(search: URLSearchParams): AuditFilter {
  const filter: AuditFilter = {}
  for (const name of auditFilters) {
    const wanted = search.get(name)?.trim()
    if (wanted !== undefined && wanted !== '') filter[name] = wanted
  }
  return filter
}
