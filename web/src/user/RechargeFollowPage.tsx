import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { useNavigate, useParams } from 'react-router'

import { useTold } from '../api/words'
import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useMessages } from '../i18n/messages'
import { formatAmount, minorOf } from '../money/amount'
import { Amount } from '../money/Amount'
import { PageTitle } from './PageTitle'
import { awaited, isOpen, useFollowedRecharge, type Recharge } from './recharges'
import { RechargeState } from './RechargeState'
import { rechargeWords } from './rechargeWords'
import { moneyKey } from './wallet'

/** One recharge, followed until it has ended. */
export function RechargeFollowPage() {
  const words = useMessages(rechargeWords)
  const { id = '' } = useParams()
  const order = useFollowedRecharge(id)
  const queries = useQueryClient()
  const ended = order.data !== undefined && !isOpen(order.data)
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: [...moneyKey, 'wallet'] })
  }, [ended, queries])
  return (
    <>
      <PageTitle text={words.title} backTo="/recharge-list" />
      <section className="card narrow" aria-live="polite">
        {order.isError && <FailureNotice error={order.error} retry={() => void order.refetch()} />}
        {order.data ? <Progress order={order.data} /> : !order.isError && <Loading />}
      </section>
    </>
  )
}

function Progress({ order }: { order: Recharge }) {
  const words = useMessages(rechargeWords)
  const navigate = useNavigate()
  const opened = { payment: words.opened, page: words.noPage, gateway: words.unconfirmed }
  const heading = isOpen(order) ? opened[awaited(order)] : order.state === 2 ? words.done : words.notDone
  return (
    <>
      <h2 className="first">{heading}</h2>
      <Hint order={order} />
      <dl className="facts">
        <dt>{words.state}</dt>
        <dd>
          <RechargeState state={order.state} />
        </dd>
        <dt>{order.state === 2 ? words.credited : words.asked}</dt>
        <dd>
          <Amount of={order.state === 2 ? order.creditedAmount : order.amount} />
        </dd>
        <dt>{words.id}</dt>
        <dd className="code">{order.id}</dd>
      </dl>
      <div className="actions">
        {isOpen(order) && order.url !== '' && (
          <Button type="primary" href={order.url} target="_blank" rel="noopener noreferrer">
            {words.openAgain}
          </Button>
        )}
        {!isOpen(order) && (
          <Button type="primary" onClick={() => void navigate('/dashboard')}>
            {words.toWallet}
          </Button>
        )}
        <Button onClick={() => void navigate(isOpen(order) ? '/recharge-list' : '/recharge')}>
          {isOpen(order) ? words.toList : words.again}
        </Button>
      </div>
    </>
  )
}

function Hint({ order }: { order: Recharge }) {
  const words = useMessages(rechargeWords)
  const told = useTold()
  switch (order.state) {
    case 0:
    case 1: {
      const hints = {
        payment: words.openedHint,
        page: told(order.notifyInfo, order.notifyInfoParts),
        gateway: words.unconfirmedHint,
      }
      return <p>{hints[awaited(order)]}</p>
    }
    case 2:
      if (minorOf(order.creditedAmount) === minorOf(order.amount)) return null
      return <p>{words.partly(formatAmount(order.creditedAmount), formatAmount(order.amount))}</p>
    case 3:
      return <p>{words.hint3}</p>
    case 4:
      return <p>{words.hint4}</p>
    case 5:
      return <p>{words.hint5}</p>
  }
}
