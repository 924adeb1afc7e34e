import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { consoleKey } from '../desk/key'

export type BlockedAccount = Schemas['BlockedAccount']
export type Blocked = Schemas['BlockedAccountAnswer']['data']
export type BlockLifted = Schemas['BlockLiftedAnswer']['data']

/** A page of the accounts that nothing is paid to, the newest first. The API gives all at once. */
export function useBlocks(page: number, size: number) {
  return useQuery({
    queryKey: [...consoleKey, 'blocks'],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/admin/blocked-accounts', { signal }))).data.accounts,
    select: (all) => ({
      rows: all.toSorted((a, b) => b.at.localeCompare(a.at)).slice((page - 1) * size, page * size),
      total: all.length,
    }),
  })
}

/** The account that is named, or that of a withdrawal. */
export type BlockRequest = { account: string; reason: string } | { withdrawalId: string; reason: string }

/** Nothing is paid to the account any more when this has answered; it says what may still be sent. */
export async function blockAccount(body: BlockRequest): Promise<Blocked> {
  return (await answerOf(api.POST('/admin/blocked-accounts', { body }))).data
}

export async function unblockAccount(id: string): Promise<BlockLifted> {
  return (await answerOf(api.DELETE('/admin/blocked-accounts/{id}', { params: { path: { id } } }))).data
}
