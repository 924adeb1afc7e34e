import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { Amount } from '../../money/Amount'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { useMay } from '../desk/me'
import { NoteDialog, OffsetDialog, WriteOffDialog } from './BreakDialogs'
import { useBreaks, useDays, type Break, type ReconciledDay } from './statements'
import { statementWords } from './statementWords'
import { UploadDialog } from './UploadDialog'

const shownDays = 7
const dayMs = 86_400_000

/** The day so many days before today, in UTC. */
function daysAgo(days: number) {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)
}

/** An account's days: ours, the bank's, what is in transit, and what does not agree, which is worked off here. */
export default function StatementsPage() {
  const words = useMessages(statementWords)
  const may = useMay()
  const [asked, ask] = useSearchParams()
  const [uploading, setUploading] = useState(false)
  const account = asked.get('account') ?? undefined
  const day = asked.get('day') ?? undefined
  const from = asked.get('from') ?? daysAgo(shownDays - 1)
  const to = asked.get('to') ?? daysAgo(0)
  const days = useDays(account, from, to)
  const put = (changes: Record<string, string | undefined>) => {
    const next = new URLSearchParams(asked)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') next.delete(name)
      else next.set(name, value)
    }
    ask(next, { replace: true })
  }
  return (
    <>
      <DeskTitle text={words.title}>
        {may('resolve') && (
          <Button icon={<UploadOutlined aria-hidden />} onClick={() => setUploading(true)}>
            {words.upload}
          </Button>
        )}
      </DeskTitle>
      <p className="quiet">{words.lead}</p>
      <section className="card">
        <label>
          <span>{`${words.account} `}</span>
          <select
            value={account ?? 'default'}
            onChange={({ target }) => put({ account: target.value, day: undefined })}
          >
            {(days.data?.accounts ?? [account ?? 'default']).map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <span> </span>
        <label>
          <span>{`${words.from} `}</span>
          <input type="date" value={from} onChange={({ target }) => put({ from: target.value })} />
        </label>
        <span> </span>
        <label>
          <span>{`${words.to} `}</span>
          <input type="date" value={to} onChange={({ target }) => put({ to: target.value })} />
        </label>
      </section>
      <Answered query={days}>
        {({ days: rows }) => (
          <RecordTable
            label={words.title}
            columns={dayColumns(words, (chosen) => put({ day: chosen }))}
            rows={rows.toReversed()}
            keyOf={(row) => row.day}
          />
        )}
      </Answered>
      <Breaks account={account} day={day} showAll={() => put({ day: undefined })} />
      {uploading && <UploadDialog account={account} close={() => setUploading(false)} />}
    </>
  )
}

type Words = typeof statementWords.zh

interface Query<Data> {
  data: Data | undefined
  isError: boolean
  error: unknown
  refetch: () => unknown
}

/** What was asked for, once it is there; before that its outline, or why it is not there. */
function Answered<Data>({ query, children }: { query: Query<Data>; children: (data: Data) => ReactNode }) {
  if (query.data !== undefined) return <section className="card list">{children(query.data)}</section>
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

function dayColumns(words: Words, open: (day: string) => void): Column<ReconciledDay>[] {
  return [
    {
      title: words.day,
      cell: ({ day, stated, matched }) => (
        <span className="gist">
          <span>{day}</span>
          {!matched && <small className="below">{stated ? words.matching : words.notStated}</small>}
        </span>
      ),
    },
    { title: words.ours, kind: 'amount', cell: ({ ours }) => <Amount of={ours.amount} /> },
    { title: words.out, kind: 'amount', cell: ({ out }) => <Amount of={out.amount} /> },
    { title: words.into, kind: 'amount', cell: (row) => <Amount of={row.in.amount} /> },
    { title: words.transit, kind: 'amount', cell: ({ inTransit }) => <Amount of={inTransit.amount} /> },
    {
      title: words.breaks,
      kind: 'amount',
      cell: ({ openBreaks }) => (
        <span className="gist">
          <Amount of={openBreaks.amount} />
          {openBreaks.count > 0 && <small className="below">{openBreaks.count}</small>}
        </span>
      ),
    },
    { title: words.difference, kind: 'amount', cell: ({ difference }) => <Amount of={difference} /> },
    {
      title: words.open,
      kind: 'actions',
      cell: ({ day }) => (
        <Button size="small" onClick={() => open(day)}>
          {words.open}
        </Button>
      ),
    },
  ]
}

interface Doing {
  what: 'note' | 'offset' | 'writeOff'
  of: Break
}

const dialogs = { note: NoteDialog, offset: OffsetDialog, writeOff: WriteOffDialog }

function Breaks({
  account,
  day,
  showAll,
}: {
  account: string | undefined
  day: string | undefined
  showAll: () => void
}) {
  const words = useMessages(statementWords)
  const may = useMay()
  const breaks = useBreaks(account, day)
  const [doing, setDoing] = useState<Doing | null>(null)
  const Dialog = doing && dialogs[doing.what]
  return (
    <>
      <h2>{day === undefined ? words.allBreaks : words.breaksOf(day)}</h2>
      {day !== undefined && (
        <Button size="small" onClick={showAll}>
          {words.allBreaks}
        </Button>
      )}
      <Answered query={breaks}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice title={words.none}>{words.noneHint}</EmptyNotice>
          ) : (
            <RecordTable
              label={words.breaks}
              columns={breakColumns(words, may('resolve') ? setDoing : undefined)}
              rows={rows}
              keyOf={({ id }) => id}
            />
          )
        }
      </Answered>
      {doing && Dialog && <Dialog key={doing.of.id} of={doing.of} close={() => setDoing(null)} />}
    </>
  )
}

function breakColumns(words: Words, work: ((doing: Doing) => void) | undefined): Column<Break>[] {
  return [
    {
      title: words.kind,
      cell: ({ kind, state, day, ageDays }) => (
        <span className="gist">
          <span>{words[`kind_${kind}`]}</span>
          <small className="below">
            <span>{`${day} `}</span>
            {state === 'open' ? (
              words.ageDays(ageDays)
            ) : (
              <StateTag tone="good">{words[`state_${state}`]}</StateTag>
            )}
          </small>
        </span>
      ),
    },
    {
      title: words.about,
      cell: ({ text = '', place, recordId, reason }) => (
        <span className="gist">
          <span>{text}</span>
          <small className="below">
            {[recordId, place === undefined ? place : words.place(place), reason]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </small>
        </span>
      ),
    },
    { title: words.amount, kind: 'amount', cell: ({ amount }) => <Amount of={amount} signed /> },
    {
      title: words.owner,
      cell: ({ owner = '', ownerName = owner, notes }) => (
        <span className="gist">
          <span>{ownerName}</span>
          {notes.length > 0 && <small className="below">{notes.at(-1)?.text}</small>}
        </span>
      ),
    },
    {
      title: words.work,
      kind: 'actions',
      cell: (of) =>
        of.state === 'open' &&
        work && (
          <>
            <Button size="small" onClick={() => work({ what: 'note', of })}>
              {words.note}
            </Button>
            <Button size="small" onClick={() => work({ what: 'offset', of })}>
              {words.offset}
            </Button>
            <Button size="small" danger onClick={() => work({ what: 'writeOff', of })}>
              {words.writeOff}
            </Button>
          </>
        ),
    },
  ]
}
