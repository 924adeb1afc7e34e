import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { useToasts } from '../../feedback/Toasts'
import { useIntention } from '../../form/useIntention'
import { consoleKey } from '../desk/key'

/**
 * Sends an admin's act once. When it is done, `did` says so and the dialog closes; when it is not, the dialog shows
 * why. Either way everything is asked for anew.
 */
export function useAct<Wish, Answer>(
  send: (wish: Wish) => Promise<Answer>,
  did: (answer: Answer) => string,
  close: () => void,
) {
  const toasts = useToasts()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const reload = () => void queries.invalidateQueries({ queryKey: consoleKey })
  const { submit, busy } = useIntention<Wish, Answer>(send, {
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
