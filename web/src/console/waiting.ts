import { useQuery } from '@tanstack/react-query'

import { answerOf, api } from '../api/client'
import { countedKey } from './desk/key'
import { useOpenProposals } from './proposals/proposals'

/** How often it is asked how much waits for an admin. */
const everyMs = 60_000

const query = { needsAttention: true as const, page: 1, pageSize: 1 }

/** How many withdrawals, recharges and proposals wait for an admin; 0 while that is not known. */
export function useWaiting(): { withdrawals: number; recharges: number; proposals: number } {
  const withdrawals = useQuery({
    queryKey: [...countedKey, 'waiting', 'withdrawals'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/admin/escorts/withdraw-records', { params: { query }, signal }))).data.total,
  })
  const recharges = useQuery({
    queryKey: [...countedKey, 'waiting', 'recharges'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/admin/recharges', { params: { query }, signal }))).data.total,
  })
  const proposals = useOpenProposals()
  return { withdrawals: withdrawals.data ?? 0, recharges: recharges.data ?? 0, proposals }
}
