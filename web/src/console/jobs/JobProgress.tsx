import { Button, Progress } from 'antd'

import { useTold } from '../../api/words'
import { useToasts } from '../../feedback/Toasts'
import { FailureNotice } from '../../feedback/FailureNotice'
import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { fetchFile, isOpen, partOf, useSteps, type Job } from './jobs'
import { jobWords } from './jobWords'

const tones = {
  uploading: 'attention',
  running: 'waiting',
  joining: 'waiting',
  done: 'good',
  failed: 'bad',
} as const satisfies Record<Job['state'], Tone>

/** A job, taken on while it is shown: how far it is, why it failed, and its file once that is there. */
export function JobProgress({ begun }: { begun: Job }) {
  const words = useMessages(jobWords)
  const told = useTold()
  const { job, error, again } = useSteps(begun)
  const part = partOf(job)
  return (
    <span className="gist" aria-live="polite">
      <StateTag tone={tones[job.state]}>{words[job.state]}</StateTag>
      <small className="below">{words.rows(job.counts.done ?? 0)}</small>
      {isOpen(job) &&
        (part === undefined ? (
          <span className="busy-bar" />
        ) : (
          <Progress percent={Math.floor(100 * part)} size="small" aria-label={words.progress} />
        ))}
      {job.failure !== undefined && <small className="below">{told(job.failure, job.failureParts)}</small>}
      {error !== null && <FailureNotice error={error} retry={again} />}
      {job.fileBytes !== undefined && <FileButton job={job} />}
    </span>
  )
}

function FileButton({ job }: { job: Job }) {
  const words = useMessages(jobWords)
  const toasts = useToasts()
  const fetching = () =>
    fetchFile(job.id).catch((thrown: unknown) => {
      toasts.failed(thrown)
    })
  return (
    <Button size="small" onClick={() => void fetching()}>
      {words.download(job.fileName ?? '')}
    </Button>
  )
}
