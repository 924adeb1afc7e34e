import { answerOf, api } from '../../api/client'
import { failureOf } from '../../api/failure'
import { minorOf, type Minor } from '../../money/amount'
import type { Status, Withdrawal } from './filter'
import { readDetail, type Detail, type LogLine } from './withdrawals'

/** The API's numbers for a decision. */
const decisions = { approve: 2, reject: 3 } as const

export type Decision = keyof typeof decisions

export interface BatchRequest {
  decision: Decision
  ids: readonly string[]
  remark: string
}

/** What became of one of them. `last` is who did what to it meanwhile. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'recorded' }
  | { kind: 'own' }
  | { kind: 'gone' }
  | { kind: 'moved'; status: Status; last: LogLine | undefined }
  | { kind: 'again' }

export interface RowResult {
  row: Withdrawal
  outcome: Outcome
}

/** How many are read at once to find out why they were not decided. */
const readAtOnce = 4

/** What the answer names: those that were not decided, and of them those that wait for more people. */
export interface Undecided {
  failedIDs: readonly string[]
  pendingIDs?: readonly string[]
}

/** Decides about several; the answer names those that were not. */
export async function decide({ decision, ids, remark }: BatchRequest): Promise<Undecided> {
  const body = { withdrawIDs: [...ids], status: decisions[decision], auditRemark: remark }
  const answer = await answerOf(api.POST('/withdraw/audit', { body }))
  return 'data' in answer ? answer.data : { failedIDs: [] } // answerOf has thrown what is refused
}

/** Finds out why some were not decided: the API only says which. */
export async function resultsOf(
  rows: readonly Withdrawal[],
  { failedIDs, pendingIDs = [] }: Undecided,
  adminId: string,
): Promise<RowResult[]> {
  const failed = new Set(failedIDs)
  const recorded = new Set(pendingIDs)
  const results: RowResult[] = []
  for (let i = 0; i < rows.length; i += readAtOnce) {
    const some = rows.slice(i, i + readAtOnce)
    results.push(
      ...(await Promise.all(
        some.map(async (row) => ({
          row,
          outcome: recorded.has(row.id)
            ? ({ kind: 'recorded' } as const)
            : failed.has(row.id)
              ? await whyNot(row, adminId)
              : ({ kind: 'done' } as const),
        })),
      )),
    )
  }
  return results
}

async function whyNot(row: Withdrawal, adminId: string): Promise<Outcome> {
  if (row.escortId === adminId) return { kind: 'own' }
  try {
    return whyNotOf(await readDetail(row.id))
  } catch (thrown) {
    return { kind: failureOf(thrown).kind === 'not-found' ? 'gone' : 'again' }
  }
}

/** Why one that now stands like this was not decided: it was meanwhile, or its turn did not come. */
export function whyNotOf({ status, logs }: Pick<Detail, 'status' | 'logs'>): Outcome {
  return status === 'pending' ? { kind: 'again' } : { kind: 'moved', status, last: logs.at(-1) }
}

/** What rows come to. */
export function sumOf(rows: readonly Withdrawal[]): Minor {
  return rows.reduce((sum, { amount }) => sum + (minorOf(amount) ?? 0n), 0n)
}
