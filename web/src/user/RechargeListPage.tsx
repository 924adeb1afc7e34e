import { Button } from 'antd'
import { useNavigate } from 'react-router'

import { EmptyNotice } from '../feedback/EmptyNotice'
import { useToasts } from '../feedback/Toasts'
import { useMessages } from '../i18n/messages'
import { RecordList } from '../list/RecordList'
import type { Column } from '../list/RecordTable'
import { usePage } from '../list/usePage'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { PageTitle } from './PageTitle'
import { isOpen, useChannels, useCheckRecharge, useRecharges, type Recharge } from './recharges'
import { RechargeState, useRechargeStateWord } from './RechargeState'
import { rechargeWords } from './rechargeWords'

/** The user's recharges, newest first. */
export function RechargeListPage() {
  const words = useMessages(rechargeWords)
  const navigate = useNavigate()
  const [page] = usePage()
  const recharges = useRecharges(page)
  const channels = useChannels().data
  const nameOf = (wanted: string) => channels?.find(({ code }) => code === wanted)?.name ?? wanted
  const start = (
    <Button type="primary" onClick={() => void navigate('/recharge')}>
      {words.recharge}
    </Button>
  )
  const columns: Column<Recharge>[] = [
    { title: words.time, cell: ({ createdAt }) => formatMoment(createdAt) },
    { title: words.asked, kind: 'amount', cell: ({ amount }) => <Amount of={amount} /> },
    {
      title: words.credited,
      kind: 'amount',
      cell: ({ state, creditedAmount }) => (state === 2 ? <Amount of={creditedAmount} /> : '–'),
    },
    { title: words.channel, cell: ({ channelCode }) => nameOf(channelCode) },
    { title: words.state, cell: ({ state }) => <RechargeState state={state} /> },
    { title: words.actions, kind: 'actions', cell: (order) => isOpen(order) && <Actions order={order} /> },
  ]
  return (
    <>
      <PageTitle text={words.list}>{start}</PageTitle>
      <RecordList
        label={words.list}
        query={recharges}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyNotice title={words.empty}>{start}</EmptyNotice>}
      />
    </>
  )
}

function Actions({ order }: { order: Recharge }) {
  const words = useMessages(rechargeWords)
  const toasts = useToasts()
  const wordOf = useRechargeStateWord()
  const check = useCheckRecharge({
    succeeded: (now) => toasts.succeeded(words.checked(wordOf(now.state))),
    failed: toasts.failed,
  })
  return (
    <>
      {order.url !== '' && (
        <Button type="link" href={order.url} target="_blank" rel="noopener noreferrer">
          {words.pay}
        </Button>
      )}
      <Button loading={check.isPending} onClick={() => check.mutate(order.id)}>
        {words.check}
      </Button>
    </>
  )
}
