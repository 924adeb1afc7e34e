import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { consoleKey } from '../desk/key'

export type ReconciledDay = Schemas['ReconciledDay']
export type Break = Schemas['Break']
export type Taken = Schemas['BankStatementAnswer']['data']

/** An account's days, from one to another. */
export function useDays(account: string | undefined, from: string, to: string) {
  return useQuery({
    queryKey: [...consoleKey, 'reconciliation', account ?? '', from, to],
    queryFn: async ({ signal }) =>
      (
        await answerOf(
          api.GET('/admin/reconciliation', {
            params: { query: { from, to, ...(account !== undefined && { account }) } },
            signal,
          }),
        )
      ).data,
  })
}

/** The breaks of a day; without a day the open ones of the account. */
export function useBreaks(account: string | undefined, day: string | undefined) {
  return useQuery({
    queryKey: [...consoleKey, 'breaks', account ?? '', day ?? ''],
    queryFn: async ({ signal }) =>
      (
        await answerOf(
          api.GET('/admin/breaks', {
            params: {
              query: { ...(account !== undefined && { account }), ...(day !== undefined && { day }) },
            },
            signal,
          }),
        )
      ).data.breaks,
  })
}

export interface StatementFile {
  account: string | undefined
  name: string
  content: string
}

/** Takes a file. What one request does not get done, the next one does: it goes on where the last one ended. */
export async function takeStatement(body: StatementFile): Promise<Taken> {
  for (;;) {
    const { data } = await answerOf(
      api.POST('/admin/statements', {
        body: {
          name: body.name,
          content: body.content,
          ...(body.account !== undefined && { account: body.account }),
        },
      }),
    )
    if (data.finished) return data
  }
}

export interface BreakDecision {
  id: string
  action: 'note' | 'offset' | 'write_off'
  owner?: string
  note?: string
  with?: string
  reason?: string
}

export async function decideBreak({ id, ...body }: BreakDecision): Promise<Break> {
  return (await answerOf(api.POST('/admin/breaks/{id}', { params: { path: { id } }, body }))).data
}
