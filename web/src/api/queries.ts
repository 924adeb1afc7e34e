import { QueryClient } from '@tanstack/react-query'

import { failureOf } from './failure'

const tries = 3

/** Reads are repeated where that may help; what changes something is not: its page decides. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failed, thrown) => {
        const { kind } = failureOf(thrown)
        return failed < tries - 1 && (kind === 'busy' || kind === 'offline')
      },
      retryDelay: (failed) => 500 * 2 ** failed,
    },
    mutations: { retry: false },
  },
})
