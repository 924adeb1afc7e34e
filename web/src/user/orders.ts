import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../api/client'
import type { Once } from '../form/unsettled'
import { pageSize, type RowsPage } from '../list/RecordList'
import { followEveryMs, moneyKey } from './wallet'

export type Order = Schemas['Order']

export interface OrderRequest {
  type: Schemas['ChannelMethod']
  targetOwner: string
  targetAccount: string
  amount: number
}

export function isWaiting({ state }: Pick<Order, 'state'>): boolean {
  return state === 0
}

/** The answer's message says whether it was accepted, or is still being confirmed. */
export async function createOrder(request: OrderRequest, { key, refuseDuplicates }: Once): Promise<string> {
  const header = { 'Idempotency-Key': key }
  const body = { ...request, refuseDuplicates }
  return (await answerOf(api.POST('/api/withdrawal', { params: { header }, body }))).message
}

/** Takes it back while it waits for a review. The answer says that it is done. */
export async function cancelOrder(id: string): Promise<string> {
  return (await answerOf(api.POST('/api/withdrawal/cancel', { body: { id } }))).message
}

export function useOrders(page: number) {
  return useQuery({
    queryKey: [...moneyKey, 'orders', page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<Order>> => {
      const query = { page, pageSize }
      const { data } = await answerOf(api.GET('/api/withdrawal', { params: { query }, signal }))
      return { rows: data.orders, total: data.pagination.total }
    },
    refetchInterval: (query) => (query.state.data?.rows.some(isWaiting) ? followEveryMs : false),
  })
}

/** One order with what has happened to it. */
export function useOrder(id: string) {
  return useQuery({
    queryKey: [...moneyKey, 'order', id],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/withdrawal/{id}', { params: { path: { id } }, signal }))).data,
    refetchInterval: (query) => (query.state.data && !isWaiting(query.state.data) ? false : followEveryMs),
  })
}

export function useCheckOrder(then: { succeeded: (now: Order) => void; failed: (error: unknown) => void }) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (id: string) =>
      (await answerOf(api.POST('/api/withdrawal/check', { body: { id } }))).data,
    onSuccess: then.succeeded,
    onError: then.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: moneyKey }),
  })
}
