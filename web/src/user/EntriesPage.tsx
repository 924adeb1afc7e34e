import { Select } from 'antd'
import { useSearchParams } from 'react-router'

import { useTranslation } from '../api/words'
import { EmptyNotice } from '../feedback/EmptyNotice'
import { useMessages } from '../i18n/messages'
import { RecordList } from '../list/RecordList'
import type { Column } from '../list/RecordTable'
import { usePage } from '../list/usePage'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { entryTypes, useEntries, type Entry } from './entries'
import { entryWords } from './entryWords'
import { PageTitle } from './PageTitle'

/** Every line of the user's ledger, newest first; the address says of which type. */
export function EntriesPage() {
  const words = useMessages(entryWords)
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const translated = useTranslation()
  const type = entryTypes.find((known) => known === search.get('type'))
  const entries = useEntries(type, page)
  const columns: Column<Entry>[] = [
    { title: words.time, cell: ({ createdAt }) => formatMoment(createdAt) },
    { title: words.type, cell: (entry) => words[entry.type] },
    {
      title: words.amount,
      kind: 'amount',
      cell: ({ type, amount }) => (
        <span className={directionOf(type, amount)}>
          <Amount of={amount} signed />
        </span>
      ),
    },
    { title: words.after, kind: 'amount', cell: ({ balanceAfter }) => <Amount of={balanceAfter} /> },
    { title: words.note, cell: ({ description }) => translated(description) },
  ]
  return (
    <>
      <PageTitle text={words.title}>
        <Select
          aria-label={words.type}
          className="entry-type"
          value={type ?? 'all'}
          options={[
            { value: 'all', label: words.allTypes },
            ...entryTypes.map((value) => ({ value, label: words[value] })),
          ]}
          onChange={(value) => setSearch(value === 'all' ? {} : { type: value })}
        />
      </PageTitle>
      <RecordList
        label={words.title}
        query={entries}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyNotice title={type ? words.emptyOfType : words.empty} />}
      />
    </>
  )
}

/** Freezing moves nothing in or out of the balance. */
function directionOf(type: Entry['type'], amount: string): 'in' | 'out' | undefined {
  if (type === 'freeze' || type === 'unfreeze') return undefined
  return amount.startsWith('-') ? 'out' : 'in'
}
