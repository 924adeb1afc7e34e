import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { Failure, failureOf } from '../../api/failure'
import { useToasts } from '../../feedback/Toasts'
import { useIntention } from '../../form/useIntention'
import { consoleKey } from '../desk/key'
import { isAsBefore } from './asBefore'
import type { Withdrawal } from './filter'
import { readDetail } from './withdrawals'

/**
 * Sends an admin's act about a withdrawal once. When it is done, `did` says so and the dialog closes; when it is not,
 * the dialog shows why. Either way everything is asked for anew.
 */
export function useAct<Wish, Answer>(
  withdrawal: Withdrawal,
  send: (wish: Wish) => Promise<Answer>,
  did: (answer: Answer) => string,
  close: () => void,
) {
  const toasts = useToasts()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const reload = () => void queries.invalidateQueries({ queryKey: consoleKey })
  const [before] = useState(withdrawal) // what the admin decided about, whatever is loaded meanwhile
  const sendAndLook = async (wish: Wish) => {
    try {
      return await send(wish)
    } catch (thrown) {
      throw await seen(failureOf(thrown), before)
    }
  }
  const { submit, busy } = useIntention<Wish, Answer>(sendAndLook, {
    succeeded: (answer) => {
      toasts.succeeded(did(answer))
      reload()
      close()
    },
    failed: (thrown) => {
      setError(thrown)
      reload()
    },
  })
  const again = (wish: Wish) => {
    setError(null)
    submit(wish)
  }
  return { submit: again, busy, error }
}

/**
 * A conflict with a withdrawal that is as it was is a refusal that names its reason, as that a transaction number is
 * taken: it can be mended and tried again. After a change that makes no sense.
 */
async function seen(failure: Failure, before: Withdrawal): Promise<Failure> {
  if (failure.kind !== 'conflict') return failure
  const now = await readDetail(before.id).catch(() => null)
  return now !== null && isAsBefore(before, now)
    ? new Failure('invalid', failure.message, failure.details)
    : failure
}
