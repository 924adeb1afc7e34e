import { Button } from 'antd'
import { useNavigate } from 'react-router'

import { useTold } from '../api/words'
import { EmptyNotice } from '../feedback/EmptyNotice'
import { StateTag, type Tone } from '../feedback/StateTag'
import { useMessages } from '../i18n/messages'
import { RecordList } from '../list/RecordList'
import type { Column } from '../list/RecordTable'
import { usePage } from '../list/usePage'
import { minorOf } from '../money/amount'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { cancelWithdrawal, useAccountWithdrawals, type AccountWithdrawal } from './accountWithdrawals'
import { accountWords } from './accountWords'
import { CancelButton } from './CancelButton'
import { Cancelled, isCancelledByUser } from './Cancelled'
import { MethodWord } from './MethodWord'
import { PageTitle } from './PageTitle'

const tones: Record<AccountWithdrawal['status'], Tone> = {
  pending: 'waiting',
  processing: 'waiting',
  completed: 'good',
  rejected: 'bad',
  failed: 'bad',
}

/** The user's withdrawals as the wallet contract tells them, newest first. */
export function AccountWithdrawalsPage() {
  const words = useMessages(accountWords)
  const navigate = useNavigate()
  const [page] = usePage()
  const withdrawals = useAccountWithdrawals(page)
  const start = (
    <Button type="primary" onClick={() => void navigate('/wallet/withdraw')}>
      {words.title}
    </Button>
  )
  const columns: Column<AccountWithdrawal>[] = [
    { title: words.time, cell: ({ createdAt }) => formatMoment(createdAt) },
    { title: words.amount, kind: 'amount', cell: ({ amount }) => <Amount of={amount} /> },
    { title: words.actual, kind: 'amount', cell: (row) => <Actual row={row} /> },
    { title: words.method, cell: ({ method }) => <MethodWord method={method} /> },
    { title: words.account, cell: ({ account }) => <span className="code">{account}</span> },
    { title: words.state, cell: (row) => <State row={row} /> },
    {
      title: words.actions,
      kind: 'actions',
      cell: ({ id, status, amount }) =>
        status === 'pending' && <CancelButton amount={amount} send={() => cancelWithdrawal(id)} />,
    },
  ]
  return (
    <>
      <PageTitle text={words.list}>{start}</PageTitle>
      <RecordList
        label={words.list}
        query={withdrawals}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyNotice title={words.empty}>{start}</EmptyNotice>}
      />
    </>
  )
}

function Actual({ row }: { row: AccountWithdrawal }) {
  const words = useMessages(accountWords)
  return (
    <span>
      <Amount of={row.actualAmount} />
      {minorOf(row.fee) !== 0n && (
        <small>
          <span>{`${words.fee} `}</span>
          <Amount of={row.fee} />
        </small>
      )}
    </span>
  )
}

function State({ row }: { row: AccountWithdrawal }) {
  const words = useMessages(accountWords)
  const told = useTold()
  if (isCancelledByUser(row.rejectReasonParts)) return <Cancelled />
  return (
    <span>
      <StateTag tone={tones[row.status]}>{words[row.status]}</StateTag>
      {(row.returns ?? []).map((came) => (
        <small key={came.reference} className="below">
          <span>{`${words.returned} `}</span>
          <Amount of={came.amount} />
          {came.fee !== undefined && (
            <>
              <span>{` ${words.returnedFee} `}</span>
              <Amount of={came.fee} />
            </>
          )}
          <span>{came.reasonParts === undefined ? ` ${came.reason}` : told('', came.reasonParts)}</span>
          <span>{` · ${formatMoment(came.at)}`}</span>
        </small>
      ))}
      {row.rejectReason !== null && (
        <small className="below">{told(row.rejectReason, row.rejectReasonParts)}</small>
      )}
    </span>
  )
}
