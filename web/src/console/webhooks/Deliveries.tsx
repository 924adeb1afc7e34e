import { Button, Select } from 'antd'
import { useState } from 'react'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { formatMoment } from '../../time/moment'
import { useMay } from '../desk/me'
import { useDeliveries, type Delivery, type DeliveryState, type Replay, type Webhook } from './webhooks'
import { webhookWords } from './webhookWords'

const tones: Record<DeliveryState, Tone> = { waiting: 'waiting', delivered: 'good', given_up: 'bad' }
const states = ['waiting', 'delivered', 'given_up'] as const

/** What an endpoint was sent, and what it answered. */
export function Deliveries({ to, replay }: { to: Webhook; replay: (what: Replay) => void }) {
  const words = useMessages(webhookWords)
  const [state, setState] = useState<DeliveryState | ''>('')
  const query = useDeliveries(to.id, state === '' ? undefined : state)
  const columns = useColumns(replay)
  const rows = query.data?.pages.flatMap(({ deliveries }) => deliveries)
  return (
    <section className="card list" aria-label={words.deliveries}>
      <Select
        aria-label={words.state}
        value={state}
        onChange={setState}
        options={[
          { value: '' as const, label: words.anyState },
          ...states.map((one) => ({ value: one, label: words[one] })),
        ]}
      />
      {!rows &&
        (query.isError ? (
          <FailureNotice error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading rows={4} />
        ))}
      {rows?.length === 0 && <EmptyNotice title={words.noDeliveries} />}
      {rows !== undefined && rows.length > 0 && (
        <RecordTable label={words.deliveries} columns={columns} rows={rows} keyOf={({ event }) => event} />
      )}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </section>
  )
}

function useColumns(replay: (what: Replay) => void): Column<Delivery>[] {
  const words = useMessages(webhookWords)
  const may = useMay()
  return [
    {
      title: words.event,
      cell: ({ event, type }) => (
        <span className="gist">
          <span>{type}</span>
          <small className="below code">{event}</small>
        </span>
      ),
    },
    { title: words.at, cell: ({ at }) => <span className="moment">{formatMoment(at)}</span> },
    {
      title: words.state,
      cell: ({ state, nextAt }) => (
        <span className="gist">
          <StateTag tone={tones[state]}>{words[state]}</StateTag>
          {nextAt !== undefined && <small className="below">{words.nextAt(formatMoment(nextAt))}</small>}
        </span>
      ),
    },
    {
      title: words.answers,
      cell: ({ answers }) => (
        <span className="gist">
          {answers.map(({ at, status, fault, text, tookMs }) => (
            <span key={at} className="below" title={text}>
              <span>
                {[formatMoment(at), fault === undefined ? status : words[fault], words.took(tookMs)].join(
                  ' · ',
                )}
              </span>
              {text !== undefined && <small className="below">{text}</small>}
            </span>
          ))}
        </span>
      ),
    },
    {
      title: words.again,
      kind: 'actions',
      cell: ({ order, version, type }) =>
        may('policy') &&
        order !== undefined &&
        version !== undefined &&
        !type.startsWith('wallet.') && (
          <Button size="small" onClick={() => replay({ order, version })}>
            {words.again}
          </Button>
        ),
    },
  ]
}
