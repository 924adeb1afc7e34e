import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { failureOf, type Earlier } from '../api/failure'
import { useSession } from '../session/useSession'
import { begin, isUnsettled, watchUnsettled, type Once } from './unsettled'

/** What somebody should know before they send another one. */
export interface Doubt {
  /** What was sent last about the same has no known outcome: it may have arrived. */
  lost: boolean
  /** What was sent is like this one of a moment ago, and was not done; it may be meant again, or not. */
  duplicate: { of: Earlier; again: () => void; drop: () => void } | null
}

/**
 * Sends what somebody wants once, however often they press the button: while one is under way there is no second.
 * `about` says what it is about, where the API takes a key for it: then what was sent and has no known outcome is
 * never sent as another, as module `unsettled` tells. `succeeded` hears whether its page is still there: who has gone
 * elsewhere meanwhile is taken nowhere.
 */
export function useIntention<Request, Answer>(
  send: (request: Request, once: Once) => Promise<Answer>,
  then: {
    about?: string
    succeeded: (answer: Answer, here: boolean) => void
    failed: (error: unknown) => void
  },
) {
  const about = useAbout(then.about)
  const underWay = useRef(false)
  const page = useRef<string | null>(null)
  useEffect(() => {
    page.current = location.pathname
    return () => {
      page.current = null
    }
  }, [])
  // The address changes at once, and the page that is left goes a moment later.
  const isHere = () => page.current === location.pathname
  const [twin, setTwin] = useState<{ request: Request; of: Earlier } | null>(null)
  const mutation = useMutation({
    mutationFn: async ({ request, again }: { request: Request; again: boolean }) => {
      const { once, settle } = await begin(about, request, again)
      try {
        const answer = await send(request, once)
        settle(null)
        return answer
      } catch (thrown) {
        throw settle(failureOf(thrown))
      }
    },
    networkMode: 'always',
    onSuccess: (answer) => then.succeeded(answer, isHere()),
    onError: (error, { request }) => {
      const { earlier } = failureOf(error)
      if (earlier && isHere()) setTwin({ request, of: earlier })
      else then.failed(error)
    },
    onSettled: () => {
      underWay.current = false
    },
  })
  const lost = useLost(about) && !mutation.isPending
  const start = (request: Request, again: boolean) => {
    if (underWay.current) return
    underWay.current = true
    setTwin(null)
    mutation.mutate({ request, again })
  }
  const duplicate = twin && {
    of: twin.of,
    again: () => start(twin.request, true),
    drop: () => setTwin(null),
  }
  const doubt: Doubt = { lost, duplicate }
  return { submit: (request: Request) => start(request, false), busy: mutation.isPending, doubt }
}

/** What it is about, and who wants it: others may use this browser, too. */
function useAbout(about: string | undefined): string | undefined {
  const session = useSession()
  return about === undefined ? undefined : `${'person' in session ? session.person.sub : ''} ${about}`
}

function useLost(about: string | undefined): boolean {
  const [lost, setLost] = useState(false)
  useEffect(() => {
    if (about === undefined) return
    let here = true
    const look = () =>
      void isUnsettled(about).then((is) => {
        if (here) setLost(is)
      })
    look()
    const stop = watchUnsettled(look)
    return () => {
      here = false
      stop()
    }
  }, [about])
  return lost
}
