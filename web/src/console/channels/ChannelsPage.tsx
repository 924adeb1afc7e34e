import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { formatMoment } from '../../time/moment'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { usePauses, type ChannelState } from '../pauses/pauses'
import { channelWords } from './channelWords'

/** How each channel stands with the gateway, as all functions know it: it is seen within seconds. */
export default function ChannelsPage() {
  const words = useMessages(channelWords)
  return (
    <>
      <DeskTitle text={words.title} />
      <p className="quiet">{words.lead}</p>
      <Channels />
    </>
  )
}

function Channels() {
  const words = useMessages(channelWords)
  const query = usePauses()
  const columns = useColumns()
  if (!query.data) {
    return (
      <section className="card">
        {query.isError ? (
          <FailureNotice error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading rows={4} />
        )}
      </section>
    )
  }
  const { channels = [] } = query.data
  return (
    <section className="card list">
      {channels.length === 0 ? (
        <EmptyNotice title={words.none}>{words.noneHint}</EmptyNotice>
      ) : (
        <RecordTable
          label={words.title}
          columns={columns}
          rows={channels}
          keyOf={({ direction, channel }) => `${direction}/${channel}`}
        />
      )}
    </section>
  )
}

function useColumns(): Column<ChannelState>[] {
  const words = useMessages(channelWords)
  const moment = (at: string | undefined, without: string) =>
    at === undefined ? (
      <span className="quiet">{without}</span>
    ) : (
      <span className="moment">{formatMoment(at)}</span>
    )
  return [
    {
      title: words.channel,
      cell: ({ direction, name }) => (
        <span className="gist">
          <span>{name}</span>
          <small className="below">{direction === 'recharge' ? words.recharges : words.payouts}</small>
        </span>
      ),
    },
    {
      title: words.state,
      cell: ({ silent, since }) => (
        <span className="gist">
          <StateTag tone={silent ? 'bad' : 'good'}>{silent ? words.silent : words.answers}</StateTag>
          {since !== undefined && <small className="below">{words.since(formatMoment(since))}</small>}
        </span>
      ),
    },
    { title: words.lastFailure, cell: ({ lastFailure }) => moment(lastFailure, '—') },
    { title: words.success, cell: ({ lastSuccess }) => moment(lastSuccess, words.unwritten) },
    { title: words.probe, cell: ({ nextProbe }) => moment(nextProbe, '—') },
  ]
}
