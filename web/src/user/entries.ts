import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api } from '../api/client'
import { Failure } from '../api/failure'
import type { Entry } from '../ledger/entryTypes'
import { pageSize, type RowsPage } from '../list/RecordList'
import { moneyKey } from './wallet'

/** A page of all of the ledger's lines. */
export async function loadEntries(page: number, size: number, signal: AbortSignal): Promise<RowsPage<Entry>> {
  const params = { query: { page, pageSize: size } }
  const answer = await answerOf(api.GET('/api/wallet/transactions', { params, signal }))
  if (!('success' in answer)) throw new Failure('fault')
  return { rows: answer.data.transactions, total: answer.data.pagination.total }
}

/** The ledger's lines; all of them, or those of one type. */
export function useEntries(type: Entry['type'] | undefined, page: number) {
  return useQuery({
    queryKey: [...moneyKey, 'entries', type, page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<Entry>> => {
      const query = { page, pageSize, ...(type ? { type } : {}) }
      const answer = await answerOf(api.GET('/api/wallet/transactions', { params: { query }, signal }))
      // Two contracts share the path; the other one's answer, which only a uid asks for, is none.
      if (!('success' in answer)) throw new Failure('fault')
      return { rows: answer.data.transactions, total: answer.data.pagination.total }
    },
  })
}
