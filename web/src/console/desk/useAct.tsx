import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { failureOf } from '../../api/failure'
import { useToasts } from '../../feedback/Toasts'
import type { Once } from '../../form/unsettled'
import { useIntention } from '../../form/useIntention'
import { refreshDesk } from './refresh'
import { Submitted } from './Submitted'

/**
 * What an admin does in a dialog, sent once. When it is done, `did` says so and the dialog closes; when it is not, the
 * dialog shows why, or that it waits for more people. Either way everything is asked for anew.
 *
 * `asBefore` looks whether what was decided about is still as it was. A conflict then is a refusal that names its
 * reason, as that a transaction number is taken: it can be mended and tried again. After a change that makes no sense.
 */
export function useAct<Request, Answer>(
  send: (request: Request, once: Once) => Promise<Answer>,
  did: (answer: Answer) => string,
  { about, asBefore }: { about?: string; asBefore?: () => Promise<boolean> } = {},
) {
  const toasts = useToasts()
  const queries = useQueryClient()
  const [done, setDone] = useState(false)
  const [proposalId, setProposalId] = useState<string>()
  const [error, setError] = useState<unknown>(null)
  const reload = () => refreshDesk(queries)
  const sendAndLook = async (request: Request, once: Once) => {
    try {
      return await send(request, once)
    } catch (thrown) {
      const failure = failureOf(thrown)
      const refused = failure.kind === 'conflict' && asBefore && (await asBefore().catch(() => false))
      throw refused ? failure.as('invalid') : failure
    }
  }
  const { submit, busy, doubt } = useIntention(sendAndLook, {
    ...(about !== undefined && { about }),
    succeeded: (answer) => {
      reload()
      const proposed = proposedBy(answer)
      setProposalId(proposed)
      if (proposed !== undefined) return
      toasts.succeeded(did(answer))
      setDone(true)
    },
    failed: (thrown) => {
      setError(thrown)
      reload()
    },
  })
  const again = (request: Request) => {
    setError(null)
    submit(request)
  }
  return {
    submit: again,
    dialog: { busy, error, done, told: proposalId !== undefined && <Submitted proposalId={proposalId} /> },
    doubt: { ...doubt, lost: doubt.lost && error === null },
  }
}

/** The proposal that an answer is about, where it takes more people and nothing is done yet. */
function proposedBy(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('proposalId' in answer)) return undefined
  return typeof answer.proposalId === 'string' ? answer.proposalId : undefined
}
