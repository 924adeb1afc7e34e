import { Link, Navigate } from 'react-router'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { Amount } from '../../money/Amount'
import { withdrawalsPath } from '../desk/Owner'
import { walletPath } from '../desk/walletPath'
import { useFoundWallets, type Wallet } from './wallets'
import { WalletState } from './WalletState'
import { walletWords } from './walletWords'

/** What a keyword finds. Where it is one wallet alone, that is what is shown. */
export function FoundWallets({ keyword }: { keyword: string }) {
  const words = useMessages(walletWords)
  const found = useFoundWallets(keyword)
  const columns: Column<Wallet>[] = [
    {
      title: words.user,
      cell: ({ userId, userName }) => <Link to={walletPath(userId)}>{userName ?? userId}</Link>,
    },
    { title: 'ID', cell: ({ userId }) => <span className="code">{userId}</span> },
    { title: words.phone, cell: ({ phone }) => phone ?? '–' },
    { title: words.status, cell: ({ status }) => <WalletState state={status} /> },
    { title: words.balance, kind: 'amount', cell: ({ balance }) => <Amount of={balance} /> },
    {
      title: words.available,
      kind: 'amount',
      cell: ({ availableBalance }) => <Amount of={availableBalance} />,
    },
    { title: words.frozen, kind: 'amount', cell: ({ frozenAmount }) => <Amount of={frozenAmount} /> },
    {
      title: words.open,
      kind: 'amount',
      cell: ({ userId, openWithdrawals }) => <Link to={withdrawalsPath(userId)}>{openWithdrawals}</Link>,
    },
  ]
  if (!found.data) {
    return (
      <section className="card">
        {found.isError ? (
          <FailureNotice error={found.error} retry={() => void found.refetch()} />
        ) : (
          <Loading rows={4} />
        )}
      </section>
    )
  }
  const { rows, total } = found.data
  const [only] = rows
  if (only && total === 1) return <Navigate replace to={walletPath(only.userId)} />
  return (
    <section className="card list">
      {rows.length === 0 ? (
        <EmptyNotice title={words.empty}>{words.emptyHint}</EmptyNotice>
      ) : (
        <RecordTable label={words.found} columns={columns} rows={rows} keyOf={({ userId }) => userId} />
      )}
      {total > rows.length && <small>{words.many(rows.length, total)}</small>}
    </section>
  )
}
