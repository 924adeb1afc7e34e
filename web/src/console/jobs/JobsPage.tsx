import { Button, Input, Radio } from 'antd'
import { useId, useState } from 'react'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { formatMoment } from '../../time/moment'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { JobProgress } from './JobProgress'
import { beginJob, useJobs, type Job, type JobKind } from './jobs'
import './jobs.css'
import { jobWords } from './jobWords'

/** What takes longer than a request: files for accounting, which are made step by step while the page is open, and after. */
export default function JobsPage() {
  const words = useMessages(jobWords)
  const jobs = useJobs()
  const columns = useColumns()
  return (
    <>
      <DeskTitle text={words.title} />
      <p className="quiet">{words.lead}</p>
      <Begin begun={() => void jobs.refetch()} />
      <section className="card list">
        {jobs.data ? (
          jobs.data.length === 0 ? (
            <EmptyNotice title={words.none}>{words.noneHint}</EmptyNotice>
          ) : (
            <RecordTable label={words.title} columns={columns} rows={jobs.data} keyOf={({ id }) => id} />
          )
        ) : jobs.isError ? (
          <FailureNotice error={jobs.error} retry={() => void jobs.refetch()} />
        ) : (
          <Loading rows={4} />
        )}
      </section>
    </>
  )
}

const kinds: readonly JobKind[] = ['ledger', 'recharges', 'audit']

function Begin({ begun }: { begun: () => void }) {
  const words = useMessages(jobWords)
  const monthId = useId()
  const [kind, setKind] = useState<JobKind>('ledger')
  const [month, setMonth] = useState('')
  const [format, setFormat] = useState<'csv' | 'xlsx'>('csv')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const begin = async () => {
    setBusy(true)
    setError(null)
    try {
      await beginJob({ kind, month, format })
      begun()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="card">
      <Radio.Group
        className="choices"
        aria-label={words.kind}
        value={kind}
        onChange={(event) => setKind(event.target.value as JobKind)}
      >
        {kinds.map((one) => (
          <Radio key={one} value={one}>
            {words[one]}
          </Radio>
        ))}
      </Radio.Group>
      <p className="job-choice">
        <label htmlFor={monthId}>{words.month}</label>
        <Input
          id={monthId}
          value={month}
          placeholder="2026-10"
          maxLength={7}
          onChange={(event) => setMonth(event.target.value.trim())}
        />
        <Radio.Group
          aria-label={words.format}
          value={format}
          onChange={(event) => setFormat(event.target.value as 'csv' | 'xlsx')}
        >
          <Radio value="csv">CSV</Radio>
          <Radio value="xlsx">Excel</Radio>
        </Radio.Group>
      </p>
      <Button
        type="primary"
        loading={busy}
        disabled={!/^\d{4}-\d{2}$/.test(month)}
        onClick={() => void begin()}
      >
        {words.begin}
      </Button>
      {error !== null && <FailureNotice error={error} retry={() => void begin()} />}
    </section>
  )
}

function useColumns(): Column<Job>[] {
  const words = useMessages(jobWords)
  return [
    {
      title: words.kind,
      cell: ({ kind, given }) => (
        <span className="gist">
          <span>{words[kind]}</span>
          <small className="below">{Object.values(given).join(' · ')}</small>
        </span>
      ),
    },
    { title: words.at, cell: ({ createdAt }) => <span className="moment">{formatMoment(createdAt)}</span> },
    { title: words.by, cell: ({ by, byName = by }) => byName },
    { title: words.state, cell: (job) => <JobProgress begun={job} /> },
  ]
}
