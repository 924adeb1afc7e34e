import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api } from '../../api/client'
import { countedKey } from '../desk/key'
import { dayOf, type Day, type Range } from './trend'

/** How often the figures are asked for again. */
const everyMs = 30_000

/** The figures of everything, whatever is filtered. */
export function useStats() {
  return useQuery({
    queryKey: [...countedKey, 'stats'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/admin/escorts/withdraw-records/stats', { signal }))).data,
  })
}

/** How long what waits for people has waited. */
export function useAgeing() {
  return useQuery({
    queryKey: [...countedKey, 'ageing'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => {
      const params = { query: { ageing: true } }
      return (
        (await answerOf(api.GET('/admin/escorts/withdraw-records/stats', { params, signal }))).data.ageing ??
        null
      )
    },
  })
}

/** What was asked for on each day; null asks for nothing. */
export function useTrend(range: Range | null) {
  return useQuery({
    queryKey: [...countedKey, 'trend', range],
    enabled: range !== null,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
    queryFn: async ({ signal }): Promise<readonly Day[]> => {
      if (range === null) return []
      const query = { ...range, unit: 'day' as const }
      const call = api.GET('/admin/escorts/withdraw-records/trend', { params: { query }, signal })
      return (await answerOf(call)).data.points.map(dayOf)
    },
  })
}
