import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import type { Once } from '../../form/unsettled'
import type { Entry } from '../../ledger/entryTypes'
import type { RowsPage } from '../../list/RecordList'
import { consoleKey, deskSize } from '../desk/key'
import { isRechargeId } from '../desk/order'
import { minorOf } from '../../money/amount'
import { walletParams } from '../desk/walletPath'
import { readRecharge } from '../recharges/recharges'
import { readDetail } from '../withdrawals/withdrawals'

export type Wallet = Schemas['OwnedWallet']
export type WalletState = Wallet['status']

/** The wallets whose user's whole id or whole phone number the keyword is. */
export function useFoundWallets(keyword: string) {
  return useQuery({
    queryKey: [...consoleKey, 'wallets', 'found', keyword],
    enabled: keyword !== '',
    queryFn: async ({ signal }): Promise<RowsPage<Wallet>> => {
      const { data } = await answerOf(
        api.GET('/api/admin/wallets', { params: { query: { keyword } }, signal }),
      )
      return { rows: data.wallets, total: data.pagination.total }
    },
  })
}

export function useWalletOf(userId: string) {
  return useQuery({
    queryKey: [...consoleKey, 'wallets', 'of', userId],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/admin/wallets/{userId}', { params: walletParams(userId), signal }))).data,
  })
}

/** A page of all of a user's ledger, newest first. */
export async function loadEntriesOf(
  userId: string,
  page: number,
  size: number,
  signal: AbortSignal,
): Promise<RowsPage<Entry>> {
  const { path, query } = walletParams(userId)
  const params = { path, query: { ...query, page, pageSize: size } }
  const { data } = await answerOf(api.GET('/api/admin/wallets/{userId}/transactions', { params, signal }))
  return { rows: data.transactions, total: data.pagination.total }
}

/** A user's ledger, newest first; all of it, or the lines of one type. */
export function useEntriesOf(userId: string, type: Entry['type'] | undefined, page: number) {
  return useQuery({
    queryKey: [...consoleKey, 'wallets', 'entries', userId, type, page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<Entry>> => {
      const { path, query } = walletParams(userId)
      const { data } = await answerOf(
        api.GET('/api/admin/wallets/{userId}/transactions', {
          params: { path, query: { ...query, page, pageSize: deskSize, ...(type && { type }) } },
          signal,
        }),
      )
      return { rows: data.transactions, total: data.pagination.total }
    },
  })
}

/** What is due of the order that an admin came to settle, in minor units; undefined of any other, and until it is known. */
export function useDueOf(id: string, settles: string | undefined) {
  const known = id !== '' && id === settles
  const order = useQuery({
    queryKey: [...consoleKey, 'due', id],
    enabled: known,
    queryFn: async ({ signal }) => {
      const of = isRechargeId(id) ? readRecharge(id, signal) : readDetail(id, signal)
      return (await of).dueAmount ?? null
    },
  })
  return known && typeof order.data === 'number' ? (minorOf(order.data) ?? undefined) : undefined
}

export interface AdjustRequest {
  userId: string
  amount: number
  reason: string
  /** The withdrawal whose contradiction this settles. */
  withdrawalId?: string
  /** The recharge that this settles, instead. */
  rechargeId?: string
}

export async function adjust(request: AdjustRequest, { key, refuseDuplicates }: Once) {
  const header = { 'Idempotency-Key': key }
  const { withdrawalId, rechargeId, ...rest } = request
  const asked = { ...rest, refuseDuplicates }
  const body =
    rechargeId !== undefined
      ? { ...asked, rechargeId }
      : withdrawalId === undefined
        ? asked
        : { ...asked, withdrawalId }
  return (await answerOf(api.POST('/api/admin/wallet/adjust', { params: { header }, body }))).data
}

export interface StatusRequest {
  userId: string
  status: WalletState
  reason: string
}

export async function setStatus(request: StatusRequest) {
  return (await answerOf(api.POST('/api/admin/wallet/status', { body: request }))).data
}

/** The states that a wallet may be brought into. Only an empty one with nothing open can be closed. */
export function nextStatesOf({ status, balance, openWithdrawals }: Wallet): readonly WalletState[] {
  const empty = balance === '0.00' && openWithdrawals === 0
  switch (status) {
    case 'active':
      return empty ? ['frozen', 'closed'] : ['frozen']
    case 'frozen':
      return empty ? ['active', 'closed'] : ['active']
    case 'closed':
      return ['active']
  }
}
