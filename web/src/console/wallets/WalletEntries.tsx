import { Button } from 'antd'
import { Link, useSearchParams } from 'react-router'

import { useTold } from '../../api/words'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { useMessages } from '../../i18n/messages'
import { EntryAmount } from '../../ledger/EntryAmount'
import { entryTypes, entryTypeWords, type Entry } from '../../ledger/entryTypes'
import { EntryTypeSelect } from '../../ledger/EntryTypeSelect'
import { MonthStatement } from '../../ledger/MonthStatement'
import { RecordList } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { usePage } from '../../list/usePage'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { deskSize } from '../desk/key'
import { rechargePath, withdrawalsPath } from '../desk/Owner'
import { loadEntriesOf, useEntriesOf } from './wallets'
import { walletWords } from './walletWords'

/** A user's ledger; the address has the type and the page. */
export function WalletEntries({ userId }: { userId: string }) {
  const words = useMessages(walletWords)
  const types = useMessages(entryTypeWords)
  const told = useTold()
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const type = entryTypes.find((known) => known === search.get('type'))
  const entries = useEntriesOf(userId, type, page)
  const choose = (chosen: Entry['type'] | undefined) =>
    setSearch((old) => {
      const changed = new URLSearchParams(old) // which may name the user
      changed.delete('page')
      if (chosen === undefined) changed.delete('type')
      else changed.set('type', chosen)
      return changed
    })
  const columns: Column<Entry>[] = [
    { title: words.time, cell: ({ createdAt }) => <span className="moment">{formatMoment(createdAt)}</span> },
    { title: words.type, cell: (entry) => types[entry.type] },
    { title: words.amount, kind: 'amount', cell: (entry) => <EntryAmount of={entry} /> },
    { title: words.after, kind: 'amount', cell: ({ balanceAfter }) => <Amount of={balanceAfter} /> },
    {
      title: words.note,
      cell: (entry) => <span className="gist">{told(entry.description, entry.descriptionParts)}</span>,
    },
    { title: words.related, cell: (entry) => <Related entry={entry} /> },
  ]
  return (
    <>
      <div className="list-title">
        <h2>{words.entries}</h2>
        <EntryTypeSelect label={words.type} type={type} choose={choose} />
      </div>
      <MonthStatement who={userId} load={(...asked) => loadEntriesOf(userId, ...asked)} />
      <RecordList
        label={words.entries}
        query={entries}
        columns={columns}
        keyOf={({ id }) => id}
        size={deskSize}
        empty={
          <EmptyNotice title={type ? words.noEntriesOfType : words.noEntries}>
            {type ? <Button onClick={() => choose(undefined)}>{types.all}</Button> : words.noEntriesHint}
          </EmptyNotice>
        }
      />
    </>
  )
}

function Related({ entry: { relatedId, relatedType } }: { entry: Entry }) {
  if (relatedId === null) return '–'
  return (
    <Link
      className="code"
      to={relatedType === 'recharge' ? rechargePath(relatedId) : withdrawalsPath(relatedId)}
    >
      {relatedId}
    </Link>
  )
}
