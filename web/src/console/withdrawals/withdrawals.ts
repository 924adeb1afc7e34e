import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import type { RowsPage } from '../../list/RecordList'
import { consoleKey, countedKey } from '../desk/key'
import {
  anyStatus,
  queryOf,
  sortOf,
  statuses,
  unsorted,
  type Filter,
  type Status,
  type Withdrawal,
} from './filter'

export type LogLine = Schemas['WithdrawLog']
export type Detail = Schemas['RecordDetail'] & { logs: readonly LogLine[] }
export type WholeAccount = Schemas['AdminWithdrawalAnswer']['data']

/** New withdrawals come by themselves: how often the list is asked for again. */
const listEveryMs = 30_000
/** How often one that is at the gateway is looked at. */
const openEveryMs = 5_000

const withdrawalsKey = [...consoleKey, 'withdrawals'] as const

async function readPage(filter: Filter, page: number, pageSize: number, signal?: AbortSignal) {
  const query = { ...queryOf(filter), sort: sortOf(filter), page, pageSize }
  const call = api.GET('/admin/escorts/withdraw-records', { params: { query }, ...(signal && { signal }) })
  return (await answerOf(call)).data
}

/** Withdrawals, as the filter sorts them. */
export function useWithdrawals(filter: Filter, page: number, pageSize: number) {
  return useQuery({
    queryKey: [...withdrawalsKey, 'list', filter, page, pageSize],
    placeholderData: keepPreviousData,
    refetchInterval: listEveryMs,
    queryFn: async ({ signal }): Promise<RowsPage<Withdrawal>> => {
      const { data, total, totalIsLowerBound } = await readPage(filter, page, pageSize, signal)
      return { rows: data, total, atLeast: totalIsLowerBound === true }
    },
  })
}

/** How many there are and what they come to, or the least that it may be, where not everything was looked through. */
export interface Count {
  total: number
  sum: Schemas['Major'] | undefined
  atLeast: boolean
}

/** How many of each status a filter finds, and of all, and what they come to; undefined while it is not known. */
export function useCounts(filter: Filter): Record<Status | 'all', Count | undefined> {
  const others = unsorted(anyStatus(filter))
  const tabs = ['all', ...statuses] as const
  return useQueries({
    queries: tabs.map((tab) => {
      const asked: Filter = tab === 'all' ? others : { ...others, status: tab }
      return {
        queryKey: [...countedKey, 'withdrawals', asked],
        staleTime: listEveryMs,
        refetchInterval: listEveryMs,
        queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Count> => {
          const { total, totalAmount, totalIsLowerBound } = await readPage(asked, 1, 1, signal)
          return { total, sum: totalAmount, atLeast: totalIsLowerBound === true }
        },
      }
    }),
    combine: (counts) =>
      Object.fromEntries(tabs.map((tab, i) => [tab, counts[i]?.data])) as Record<
        Status | 'all',
        Count | undefined
      >,
  })
}

export async function readDetail(id: string, signal?: AbortSignal): Promise<Detail> {
  const call = api.GET('/admin/escorts/withdraw-records/{id}/detail', {
    params: { path: { id } },
    ...(signal && { signal }),
  })
  const { data } = await answerOf(call)
  return { ...data, logs: data.logs ?? [] } // the document's types lose that it is required
}

/** One withdrawal and its log; looked at again and again while the gateway may end it. */
export function useDetail(id: string) {
  return useQuery({
    queryKey: [...withdrawalsKey, 'detail', id],
    queryFn: ({ signal }) => readDetail(id, signal),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'processing' && data.parked !== true ? openEveryMs : false,
  })
}

/** One withdrawal as it is shown to whoever pays it: what they send is about this, and not about what it is by then. */
export function useShown(id: string) {
  return useQuery({
    queryKey: [...withdrawalsKey, 'shown', id],
    queryFn: ({ signal }) => readDetail(id, signal),
    ...asRead,
  })
}

/** Shown as it was read: it is read anew by who opens this again. */
const asRead = { staleTime: Infinity, gcTime: 0, refetchOnMount: 'always' } as const

/** All that an approval is about, likewise. That it was looked at is written into the audit log. */
export function useApproved(id: string) {
  return useQuery({ queryKey: [...consoleKey, 'approved', id], queryFn: () => readApproved(id), ...asRead })
}

/** A whole account. That somebody looked is written into the audit log. */
export async function readWholeAccount(id: string): Promise<WholeAccount> {
  return (await answerOf(api.GET('/api/admin/withdrawals/{id}', { params: { path: { id } } }))).data
}

/** What an approval is about, whole, and what its content hashes to. */
export interface Approved {
  contentHash: string
  whole: WholeAccount
}

/**
 * Reads the hash first: what changes between the two, or later, has another one, and its approval is refused. That
 * somebody looked is written into the audit log.
 */
export async function readApproved(id: string): Promise<Approved> {
  const { contentHash = '' } = await readDetail(id)
  return { contentHash, whole: await readWholeAccount(id) }
}

export interface ReviewRequest {
  id: string
  /** Why it is rejected; without it, it is approved. */
  rejectReason?: string
  /** Of what was shown to who approves it. */
  contentHash?: string
}

export async function review({ id, rejectReason, contentHash }: ReviewRequest) {
  const seen = contentHash !== undefined && { contentHash }
  const body =
    rejectReason === undefined
      ? { action: 'approve' as const, ...seen }
      : { action: 'reject' as const, rejectReason }
  const call = api.POST('/admin/escorts/withdraw-records/{id}/review', { params: { path: { id } }, body })
  return (await answerOf(call)).data
}

export type PayoutRequest = {
  id: string
  operatorConfirmText: string
  /** Of what was shown to who pays it. */
  contentHash?: string
} & ({ payoutMethod: 'channel' } | { payoutMethod: 'manual'; transactionNo: string; account?: string })

export async function payOut({ id, ...request }: PayoutRequest) {
  // What was typed is sent as it was typed: the API looks at it too.
  const body = { ...request, operatorConfirmText: request.operatorConfirmText as 'CONFIRM' }
  const call = api.POST('/admin/escorts/withdraw-records/{id}/payout', { params: { path: { id } }, body })
  return (await answerOf(call)).data
}

export interface CorrectRequest {
  id: string
  transactionNo: string
  reason: string
}

export async function correctNumber({ id, ...body }: CorrectRequest) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/transaction-no', {
    params: { path: { id } },
    body,
  })
  return (await answerOf(call)).data
}

export interface HoldRequest {
  id: string
  hours: number
  onExpiry: 'reject' | 'escalate'
  reason: string
}

export async function putHold({ id, ...body }: HoldRequest) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/hold', { params: { path: { id } }, body })
  return (await answerOf(call)).data
}

export async function release({ id, ...body }: { id: string; reason: string }) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/release', { params: { path: { id } }, body })
  return (await answerOf(call)).data
}

export interface FailRequest {
  id: string
  reason: string
  /** As it was typed: the API looks at it too. */
  confirm?: string
}

/** Asks the gateway about it, also after its end. */
export async function askAgain(id: string) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/ask', { params: { path: { id } } })
  return (await answerOf(call)).data
}

export async function fail({ id, reason, confirm }: FailRequest) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/fail', {
    params: { path: { id } },
    body: { reason, ...(confirm !== undefined && { operatorConfirmText: confirm as 'CONFIRM' }) },
  })
  return (await answerOf(call)).data
}

export interface ReturnRequest {
  id: string
  /** In major units. */
  amount: number
  reason: string
  reference: string
  /** As it was typed: the API looks at it too. */
  confirm: string
}

/** Records what the bank has sent back, or asks others to approve that. */
export async function recordReturn({ id, amount, confirm, ...body }: ReturnRequest) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/return', {
    params: { path: { id } },
    body: { ...body, amount, operatorConfirmText: confirm as 'CONFIRM' },
  })
  return (await answerOf(call)).data
}

export interface ReturnDecision {
  id: string
  reference: string
  account: string
  action: 'credit' | 'close'
  reason: string
  confirm: string
}

/** Decides about a return that is parked. */
export async function resolveReturn({ id, confirm, ...body }: ReturnDecision) {
  const call = api.POST('/admin/escorts/withdraw-records/{id}/return/resolve', {
    params: { path: { id } },
    body: { ...body, operatorConfirmText: confirm as 'CONFIRM' },
  })
  return (await answerOf(call)).data
}
