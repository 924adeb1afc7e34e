import { onlineManager, QueryClient } from '@tanstack/react-query'

import { failureOf } from './failure'

const tries = 3
/** What could not be reached is asked for again by itself so often. */
const unreachedEveryMs = 10_000

// A page may be opened without a connection: then nothing tells that it is lost, only that it is back.
onlineManager.setOnline(navigator.onLine)

/** Reads are repeated where that may help; what changes something is not: its page decides. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchInterval: ({ state: { status, error } }) =>
        status === 'error' && failureOf(error).kind === 'offline' ? unreachedEveryMs : false,
      retry: (failed, thrown) => {
        const { kind } = failureOf(thrown)
        return failed < tries - 1 && (kind === 'busy' || kind === 'slowed' || kind === 'offline')
      },
      retryDelay: (failed) => 500 * 2 ** failed,
    },
    mutations: { retry: false },
  },
})
