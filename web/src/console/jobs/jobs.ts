import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { answerOf, api, type Schemas } from '../../api/client'
import { Failure } from '../../api/failure'
import { consoleKey } from '../desk/key'

export type Job = Schemas['Job']
export type JobKind = Job['kind']
type Upload = Schemas['JobUpload']

const jobsKey = [...consoleKey, 'jobs'] as const

/** The newest jobs. */
export function useJobs() {
  return useQuery({
    queryKey: jobsKey,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/admin/jobs', { signal }))).data.data,
  })
}

/** Begins a job, of which nothing is done yet. */
export async function beginJob(body: {
  kind: JobKind
  month?: string
  format?: 'csv' | 'xlsx'
}): Promise<Job> {
  return (await answerOf(api.POST('/admin/jobs', { body }))).data
}

/** Sends the file that a job is about where the job's answer says. */
export async function sendFile(upload: Upload, file: Blob): Promise<void> {
  if (file.size < 1 || file.size > upload.maxBytes) throw new Failure('invalid')
  const form = new FormData()
  for (const [name, value] of Object.entries(upload.fields)) form.set(name, value)
  form.set('file', file) // behind all fields
  const response = await fetch(upload.url, { method: 'POST', body: form, referrerPolicy: 'no-referrer' })
  if (!response.ok) throw new Failure('fault')
}

/** Lets the browser fetch the file of a job that is done. */
export async function fetchFile(id: string): Promise<void> {
  const { data } = await answerOf(api.POST('/admin/jobs/{id}/file', { params: { path: { id } } }))
  location.assign(data.url)
}

export const isOpen = ({ state }: Pick<Job, 'state'>) => state === 'running' || state === 'joining'

/** Part of what there is to do that is done, from 0 to 1; undefined where nobody knows how much there is. */
export function partOf({ counts }: Pick<Job, 'counts'>): number | undefined {
  const total = counts.total ?? 0
  return total > 0 ? Math.min(1, (counts.done ?? 0) / total) : undefined
}

/**
 * A job as it is, taken on step by step while the page shows it. What a closed page leaves, the schedule finishes; an
 * error ends the steps here until `again`.
 */
export function useSteps(begun: Job): { job: Job; error: unknown; again: () => void } {
  const queries = useQueryClient()
  const [stepped, setStepped] = useState<Job | null>(null)
  const [error, setError] = useState<unknown>(null)
  const job = stepped?.id === begun.id ? stepped : begun
  const { id } = job
  const open = isOpen(job) && error === null
  useEffect(() => {
    if (!open) return
    const leaving = new AbortController()
    const run = async () => {
      try {
        for (let now: Job | null = null; now === null || isOpen(now);) {
          now = (
            await answerOf(
              api.POST('/admin/jobs/{id}/step', { params: { path: { id } }, signal: leaving.signal }),
            )
          ).data
          if (leaving.signal.aborted) return
          setStepped(now)
        }
        void queries.invalidateQueries({ queryKey: consoleKey })
      } catch (thrown) {
        if (!leaving.signal.aborted) setError(thrown)
      }
    }
    void run()
    return () => leaving.abort()
  }, [id, open, queries])
  return { job, error, again: () => setError(null) }
}
