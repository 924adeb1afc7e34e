import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../api/client'
import type { Once } from '../form/unsettled'
import { pageSize, type RowsPage } from '../list/RecordList'
import { followEveryMs, moneyKey } from './wallet'

export type AccountWithdrawal = Schemas['OwnWithdrawal']
export type AccountRequest = Schemas['WithdrawToAccount'] | Schemas['WithdrawToBank']

export async function requestWithdrawal(
  request: AccountRequest,
  { key, refuseDuplicates }: Once,
): Promise<string> {
  const header = { 'Idempotency-Key': key }
  const body = { ...request, refuseDuplicates }
  return (await answerOf(api.POST('/api/wallet/withdraw', { params: { header }, body }))).message
}

/** Takes it back while it waits for a review. The answer says that it is done. */
export async function cancelWithdrawal(id: string): Promise<string> {
  const call = api.POST('/api/wallet/withdrawals/{id}/cancel', { params: { path: { id } } })
  return (await answerOf(call)).message
}

export function useAccountWithdrawals(page: number) {
  return useQuery({
    queryKey: [...moneyKey, 'account-withdrawals', page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<AccountWithdrawal>> => {
      const query = { page, pageSize }
      const { data } = await answerOf(api.GET('/api/wallet/withdrawals', { params: { query }, signal }))
      return { rows: data.withdrawals, total: data.pagination.total }
    },
    refetchInterval: (query) =>
      query.state.data?.rows.some(({ status }) => status === 'pending' || status === 'processing')
        ? followEveryMs
        : false,
  })
}
