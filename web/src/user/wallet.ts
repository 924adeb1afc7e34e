import { useQuery } from '@tanstack/react-query'

import { answerOf, api } from '../api/client'

/** Everything that money moves through begins with this key, so that one call refreshes all of it. */
export const moneyKey = ['money'] as const

/** How often what may change by itself is asked for again. */
export const followEveryMs = 5_000

export function useWallet() {
  return useQuery({
    queryKey: [...moneyKey, 'wallet'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/wallet', { signal }))).data,
    refetchInterval: (query) => (query.state.data?.frozenAmount === '0.00' ? false : followEveryMs),
  })
}
