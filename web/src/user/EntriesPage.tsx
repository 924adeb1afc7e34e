import { Button } from 'antd'
import { useNavigate, useSearchParams } from 'react-router'

import { useTold } from '../api/words'
import { EmptyNotice } from '../feedback/EmptyNotice'
import { useMessages } from '../i18n/messages'
import { EntryAmount } from '../ledger/EntryAmount'
import { entryTypes, entryTypeWords, type Entry } from '../ledger/entryTypes'
import { EntryTypeSelect } from '../ledger/EntryTypeSelect'
import { MonthStatement } from '../ledger/MonthStatement'
import { RecordList } from '../list/RecordList'
import type { Column } from '../list/RecordTable'
import { usePage } from '../list/usePage'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { loadEntries, useEntries } from './entries'
import { entryWords } from './entryWords'
import { PageTitle } from './PageTitle'

/** Every line of the user's ledger, newest first; the address says of which type. */
export function EntriesPage() {
  const words = useMessages(entryWords)
  const types = useMessages(entryTypeWords)
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const told = useTold()
  const navigate = useNavigate()
  const type = entryTypes.find((known) => known === search.get('type'))
  const entries = useEntries(type, page)
  const columns: Column<Entry>[] = [
    { title: words.time, cell: ({ createdAt }) => formatMoment(createdAt) },
    { title: words.type, cell: (entry) => types[entry.type] },
    {
      title: words.amount,
      kind: 'amount',
      cell: (entry) => <EntryAmount of={entry} />,
    },
    { title: words.after, kind: 'amount', cell: ({ balanceAfter }) => <Amount of={balanceAfter} /> },
    { title: words.note, cell: (entry) => told(entry.description, entry.descriptionParts) },
  ]
  return (
    <>
      <PageTitle text={words.title}>
        <EntryTypeSelect
          label={words.type}
          type={type}
          choose={(chosen) => setSearch(chosen === undefined ? {} : { type: chosen })}
        />
      </PageTitle>
      <MonthStatement load={loadEntries} />
      <RecordList
        label={words.title}
        query={entries}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          type ? (
            <EmptyNotice title={words.emptyOfType}>
              <Button onClick={() => setSearch({})}>{types.all}</Button>
            </EmptyNotice>
          ) : (
            <EmptyNotice title={words.empty}>
              <Button type="primary" onClick={() => void navigate('/recharge')}>
                {words.recharge}
              </Button>
            </EmptyNotice>
          )
        }
      />
    </>
  )
}
