import { Timeline } from 'antd'

import { useTold } from '../api/words'
import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useMessages } from '../i18n/messages'
import { RowDrawer } from '../list/RowDrawer'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { MethodWord } from './MethodWord'
import { useOrder } from './orders'
import { OrderState } from './OrderState'
import { orderWords } from './orderWords'

type Moment = NonNullable<NonNullable<ReturnType<typeof useOrder>['data']>['timeline']>[number]

/** One withdrawal, and what has happened to it. */
export default function OrderDrawer({ id, close }: { id: string; close: () => void }) {
  const words = useMessages(orderWords)
  const order = useOrder(id)
  return (
    <RowDrawer title={words.details} closed={close} size={420}>
      {order.data ? (
        <>
          <dl className="facts">
            <dt>{words.amount}</dt>
            <dd>
              <Amount of={order.data.amount} />
            </dd>
            <dt>{words.state}</dt>
            <dd>
              <OrderState of={order.data} />
            </dd>
            <dt>{words.type}</dt>
            <dd>
              <MethodWord method={order.data.type} />
            </dd>
            <dt>{words.to}</dt>
            <dd>
              <span>{`${order.data.targetOwner} `}</span>
              <span className="code">{order.data.targetAccount}</span>
            </dd>
            <dt>{words.time}</dt>
            <dd>{formatMoment(order.data.createdAt)}</dd>
            <dt>{words.id}</dt>
            <dd className="code">{order.data.id}</dd>
          </dl>
          <h2>{words.progress}</h2>
          <Timeline
            items={(order.data.timeline ?? []).map((moment) => ({
              key: moment.at + moment.action,
              color: colours[moment.action] ?? 'blue',
              content: <Step moment={moment} />,
            }))}
          />
        </>
      ) : order.isError ? (
        <FailureNotice error={order.error} retry={() => void order.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </RowDrawer>
  )
}

const colours: Partial<Record<Moment['action'], string>> = {
  complete: 'green',
  reject: 'red',
  cancel: 'gray',
  fail: 'red',
}

/** A step in the reader's words; why the money came back is in the words of whoever decided it. */
function Step({ moment }: { moment: Moment }) {
  const told = useTold()
  return (
    <>
      <span>{told(moment.message, moment.messageParts)}</span>
      <div>
        <small>{formatMoment(moment.at)}</small>
      </div>
    </>
  )
}
