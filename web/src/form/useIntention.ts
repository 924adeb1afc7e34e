import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'

import { newIdempotencyKey } from '../api/client'
import { failureOf } from '../api/failure'

/**
 * Sends what somebody wants once, however often they press the button. While one is under way there is no
 * second; and when its outcome is not known (no connection, a fault), the same wish is sent again under the same
 * key, so that it is the same order if the first had arrived.
 */
export function useIntention<Wish, Answer>(
  send: (wish: Wish, idempotencyKey: string) => Promise<Answer>,
  then: { succeeded: (answer: Answer) => void; failed: (error: unknown) => void },
) {
  const underWay = useRef(false)
  const unsettled = useRef<{ wish: string; key: string } | null>(null)
  const mutation = useMutation({
    mutationFn: (wish: Wish) => {
      const spelled = JSON.stringify(wish)
      if (unsettled.current?.wish !== spelled) unsettled.current = { wish: spelled, key: newIdempotencyKey() }
      return send(wish, unsettled.current.key)
    },
    networkMode: 'always',
    onSuccess: (answer) => {
      unsettled.current = null
      then.succeeded(answer)
    },
    onError: (error) => {
      const { kind } = failureOf(error)
      if (kind === 'invalid' || kind === 'forbidden') unsettled.current = null // refused: nothing was made
      then.failed(error)
    },
    onSettled: () => {
      underWay.current = false
    },
  })
  const submit = (wish: Wish) => {
    if (underWay.current) return
    underWay.current = true
    mutation.mutate(wish)
  }
  return { submit, busy: mutation.isPending }
}
