import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import type { RowsPage } from '../../list/RecordList'
import { consoleKey, deskSize } from '../desk/key'

export type Recharge = Schemas['AdminRecharge']
export type RechargeState = Recharge['state']
export type Resolution = 'credit' | 'close'

export const rechargeStates = [0, 1, 2, 3, 4, 5] as const satisfies readonly RechargeState[]

export interface RechargeFilter {
  state?: RechargeState
  needsAttention?: true
  /** A recharge's id, or the user's id or phone number, as a whole. */
  keyword?: string
}

/** Everybody's recharges, newest first. */
export function useRecharges(filter: RechargeFilter, page: number) {
  return useQuery({
    queryKey: [...consoleKey, 'recharges', filter, page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<Recharge>> => {
      const query = { ...filter, page, pageSize: deskSize }
      const { data } = await answerOf(api.GET('/admin/recharges', { params: { query }, signal }))
      return { rows: data.data, total: data.total }
    },
  })
}

/** One recharge; what a list knows of it already is shown until it has come. */
export function useRecharge(id: string, known: Recharge | undefined) {
  return useQuery({
    queryKey: [...consoleKey, 'recharge', id],
    ...(known && { placeholderData: known }),
    queryFn: ({ signal }) => readRecharge(id, signal),
  })
}

export async function readRecharge(id: string, signal?: AbortSignal): Promise<Recharge> {
  const call = api.GET('/admin/recharges/{id}', { params: { path: { id } }, ...(signal && { signal }) })
  return (await answerOf(call)).data
}

export interface ResolveRequest {
  id: string
  action: Resolution
  reason: string
}

/** Asks the gateway about it, also after its end. */
export async function askRecharge(id: string) {
  return (await answerOf(api.POST('/admin/recharges/{id}/ask', { params: { path: { id } } }))).data
}

export async function resolve({ id, action, reason }: ResolveRequest): Promise<Recharge> {
  const answer = await answerOf(
    api.POST('/admin/recharges/{id}/resolve', { params: { path: { id } }, body: { action, reason } }),
  )
  return answer.data
}

/**
 * Why a recharge waits for an admin: the money is held, no word came for a day, or the gateway contradicts what
 * was credited or what an admin had closed.
 */
export type Cause = 'held' | 'silent' | 'credited' | 'closed'

export function causeOf({ state, creditedAmount }: Pick<Recharge, 'state' | 'creditedAmount'>): Cause {
  if (creditedAmount !== undefined || state === 2) return 'credited'
  if (state === 5) return 'held'
  return state === 3 || state === 4 ? 'closed' : 'silent'
}

/** What an admin may decide, but about their own. What was credited is never credited again, nor what an adjustment settled, nor a closed wallet. */
export function resolutionsOf(recharge: Recharge, adminId: string): readonly Resolution[] {
  if (recharge.needsAttention !== true || recharge.escortId === adminId) return []
  const done = causeOf(recharge) === 'credited' || (recharge.settledAmount ?? 0) !== 0
  const creditable = !done && recharge.walletStatus !== 'closed'
  return creditable ? ['credit', 'close'] : ['close']
}
