import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../api/client'
import type { Once } from '../form/unsettled'
import { pageSize, type RowsPage } from '../list/RecordList'
import { followEveryMs, moneyKey } from './wallet'

export type Recharge = Schemas['Recharge']

/** New and open ones have not ended; the gateway may still say how. */
export function isOpen({ state }: Recharge): boolean {
  return state === 0 || state === 1
}

/** What one that is open waits for: the user, at its page; a page that is not shown; or the gateway's word that it has it. */
export function awaited({
  url,
  notifyInfo,
}: Pick<Recharge, 'url' | 'notifyInfo'>): 'payment' | 'page' | 'gateway' {
  if (url !== '') return 'payment'
  return notifyInfo !== '' ? 'page' : 'gateway'
}

export function useChannels() {
  return useQuery({
    queryKey: ['channels'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/recharge/channels', { signal }))).data,
  })
}

export async function createRecharge(
  request: { amount: number; channelCode: string },
  { key, refuseDuplicates }: Once,
): Promise<Recharge> {
  const header = { 'Idempotency-Key': key }
  const body = { ...request, refuseDuplicates }
  return (await answerOf(api.POST('/api/recharge', { params: { header }, body }))).data
}

export function useRecharges(page: number) {
  return useQuery({
    queryKey: [...moneyKey, 'recharges', page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<Recharge>> => {
      const query = { page, pageSize }
      const { data } = await answerOf(api.GET('/api/recharge', { params: { query }, signal }))
      return { rows: data.orders, total: data.pagination.total }
    },
    refetchInterval: (query) => (query.state.data?.rows.some(isOpen) ? followEveryMs : false),
  })
}

async function check(id: string): Promise<Recharge> {
  return (await answerOf(api.POST('/api/recharge/check', { body: { id } }))).data
}

/** Follows one recharge until it has ended. Asking more often than the API asks the gateway costs nobody. */
export function useFollowedRecharge(id: string) {
  return useQuery({
    queryKey: [...moneyKey, 'recharge', id],
    queryFn: () => check(id),
    refetchInterval: (query) => (query.state.data && !isOpen(query.state.data) ? false : followEveryMs),
  })
}

export function useCheckRecharge(then: {
  succeeded: (now: Recharge) => void
  failed: (error: unknown) => void
}) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: check,
    onSuccess: then.succeeded,
    onError: then.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: moneyKey }),
  })
}
