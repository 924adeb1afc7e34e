import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { useNavigate } from 'react-router'

import { EmptyNotice } from '../feedback/EmptyNotice'
import { part } from '../feedback/part'
import { useToasts } from '../feedback/Toasts'
import { useMessages } from '../i18n/messages'
import { RecordList } from '../list/RecordList'
import type { Column } from '../list/RecordTable'
import { useOpenRow } from '../list/useOpenRow'
import { usePage } from '../list/usePage'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { CancelButton } from './CancelButton'
import { MethodWord } from './MethodWord'
import { cancelOrder, isWaiting, useCheckOrder, useOrders, type Order } from './orders'
import { OrderState, useOrderStateWord } from './OrderState'
import { orderWords } from './orderWords'
import { PageTitle } from './PageTitle'

const OrderDrawer = lazy(part(() => import('./OrderDrawer')))

/** The user's withdrawals, newest first; the address says which one is shown beside them. */
export function WithdrawalListPage() {
  const words = useMessages(orderWords)
  const navigate = useNavigate()
  const [page] = usePage()
  const [shown, show, close] = useOpenRow()
  const orders = useOrders(page)
  const start = (
    <Button type="primary" onClick={() => void navigate('/withdrawal')}>
      {words.withdraw}
    </Button>
  )
  const columns: Column<Order>[] = [
    { title: words.time, cell: ({ createdAt }) => formatMoment(createdAt) },
    { title: words.amount, kind: 'amount', cell: ({ amount }) => <Amount of={amount} /> },
    { title: words.type, cell: ({ type }) => <MethodWord method={type} /> },
    { title: words.to, cell: (order) => <Recipient order={order} /> },
    { title: words.state, cell: (order) => <OrderState of={order} /> },
    {
      title: words.actions,
      kind: 'actions',
      cell: (order) => (
        <>
          <Button type="link" onClick={() => show(order.id)}>
            {words.details}
          </Button>
          {isWaiting(order) && <CheckButton id={order.id} />}
          {order.mayCancel && <CancelButton amount={order.amount} send={() => cancelOrder(order.id)} />}
        </>
      ),
    },
  ]
  return (
    <>
      <PageTitle text={words.list}>{start}</PageTitle>
      <RecordList
        label={words.list}
        query={orders}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyNotice title={words.empty}>{start}</EmptyNotice>}
      />
      <Suspense>{shown !== null && <OrderDrawer id={shown} close={close} />}</Suspense>
    </>
  )
}

function Recipient({ order }: { order: Order }) {
  return (
    <span>
      {order.targetOwner !== '' && <span>{`${order.targetOwner} `}</span>}
      <span className="code">{order.targetAccount}</span>
    </span>
  )
}

function CheckButton({ id }: { id: string }) {
  const words = useMessages(orderWords)
  const toasts = useToasts()
  const wordOf = useOrderStateWord()
  const check = useCheckOrder({
    succeeded: (now) => toasts.succeeded(words.checked(wordOf(now.state))),
    failed: toasts.failed,
  })
  return (
    <Button loading={check.isPending} onClick={() => check.mutate(id)}>
      {words.check}
    </Button>
  )
}
