import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { StateTag, type Tone } from '../../feedback/StateTag'
import { useToasts } from '../../feedback/Toasts'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { formatMoment } from '../../time/moment'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { useMay } from '../desk/me'
import { refreshDesk } from '../desk/refresh'
import { Deliveries } from './Deliveries'
import { WebhookDialog } from './WebhookDialog'
import { replayWebhook, setWebhookState, testWebhook, useWebhooks, type Webhook } from './webhooks'
import { webhookWords } from './webhookWords'

const tones: Record<Webhook['state'], Tone> = { active: 'good', paused: 'waiting', gone: 'bad' }
const dayMs = 24 * 60 * 60 * 1000

/** Where events go, and what became of that. */
export default function WebhooksPage() {
  const words = useMessages(webhookWords)
  const may = useMay()
  const query = useWebhooks()
  const act = useQuickAct()
  const [adding, setAdding] = useState(false)
  const [renewing, setRenewing] = useState<string>()
  const [looked, setLooked] = useState<string>()
  const columns = useColumns({ act, renew: setRenewing, look: setLooked })
  const endpoints = query.data?.endpoints
  const shown = endpoints?.find(({ id }) => id === looked)
  return (
    <>
      <DeskTitle text={words.title}>
        {may('policy') && (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        )}
      </DeskTitle>
      <p className="quiet">{words.lead}</p>
      <section className="card list">
        {!endpoints &&
          (query.isError ? (
            <FailureNotice error={query.error} retry={() => void query.refetch()} />
          ) : (
            <Loading rows={4} />
          ))}
        {endpoints?.length === 0 && <EmptyNotice title={words.none}>{words.noneHint}</EmptyNotice>}
        {endpoints !== undefined && endpoints.length > 0 && (
          <RecordTable label={words.title} columns={columns} rows={endpoints} keyOf={({ id }) => id} />
        )}
      </section>
      {shown && (
        <Deliveries key={shown.id} to={shown} replay={(what) => act(() => replayWebhook(shown.id, what))} />
      )}
      {adding && <WebhookDialog types={query.data?.types ?? []} close={() => setAdding(false)} />}
      {renewing !== undefined && (
        <WebhookDialog id={renewing} types={[]} close={() => setRenewing(undefined)} />
      )}
    </>
  )
}

/** What takes no dialog: done at a click, and seen in the list. */
function useQuickAct() {
  const words = useMessages(webhookWords)
  const toasts = useToasts()
  const queries = useQueryClient()
  return (send: () => Promise<unknown>) => {
    void send()
      .then(() => toasts.succeeded(words.did))
      .catch((thrown: unknown) => toasts.failed(thrown))
      .finally(() => refreshDesk(queries))
  }
}

interface Acts {
  act: (send: () => Promise<unknown>) => void
  renew: (id: string) => void
  look: (id: string) => void
}

function useColumns({ act, renew, look }: Acts): Column<Webhook>[] {
  const words = useMessages(webhookWords)
  const may = useMay()
  return [
    {
      title: words.url,
      cell: ({ url, note }) => (
        <span className="gist">
          <span className="code">{url}</span>
          {note !== undefined && <small className="below">{note}</small>}
        </span>
      ),
    },
    { title: words.types, cell: ({ types }) => (types.length === 0 ? words.all : types.join(', ')) },
    {
      title: words.state,
      cell: ({ state, failingSince, replayingFrom }) => (
        <span className="gist">
          <StateTag tone={tones[state]}>{words[state]}</StateTag>
          {failingSince !== undefined && (
            <small className="below">{words.failing(formatMoment(failingSince))}</small>
          )}
          {replayingFrom !== undefined && (
            <small className="below">{words.replaying(formatMoment(replayingFrom))}</small>
          )}
        </span>
      ),
    },
    {
      title: words.deliveries,
      kind: 'actions',
      cell: ({ id, state }) => (
        <>
          <Button size="small" onClick={() => look(id)}>
            {words.deliveries}
          </Button>
          {may('policy') && (
            <>
              <Button size="small" onClick={() => act(() => testWebhook(id))}>
                {words.test}
              </Button>
              <Button
                size="small"
                onClick={() => act(() => setWebhookState(id, state === 'active' ? 'paused' : 'active'))}
              >
                {state === 'active' ? words.pause : words.resume}
              </Button>
              <Button
                size="small"
                onClick={() =>
                  act(() => replayWebhook(id, { since: new Date(Date.now() - dayMs).toISOString() }))
                }
              >
                {words.replay}
              </Button>
              <Button size="small" onClick={() => renew(id)}>
                {words.newSecret}
              </Button>
            </>
          )}
        </>
      ),
    },
  ]
}
