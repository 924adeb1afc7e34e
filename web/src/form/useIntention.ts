import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { failureOf } from '../api/failure'
import { keyFor, settle } from './unsettled'

/**
 * Sends what somebody wants once, however often they press the button: while one is under way there is no second.
 * `about` says what it is about, where the API takes a key for it: then what was sent and has no known outcome is
 * never sent as another, as package `unsettled` tells. `succeeded` hears whether its page is still there: who has gone
 * elsewhere meanwhile is taken nowhere.
 */
export function useIntention<Wish, Answer>(
  send: (wish: Wish, idempotencyKey: string) => Promise<Answer>,
  then: {
    about?: string
    succeeded: (answer: Answer, here: boolean) => void
    failed: (error: unknown) => void
  },
) {
  const underWay = useRef(false)
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  const mutation = useMutation({
    mutationFn: (wish: Wish) => send(wish, keyFor(then.about)),
    networkMode: 'always',
    onSuccess: (answer) => {
      settle(then.about, null)
      then.succeeded(answer, here.current)
    },
    onError: (error) => {
      then.failed(settle(then.about, failureOf(error)))
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
