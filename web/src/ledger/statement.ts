import { minorOf, type Minor } from '../money/amount'
import { inZone } from '../time/zone'
import type { Entry } from './entryTypes'

/** A page of a ledger, newest first, and how many entries there are in all. */
export type LedgerPage = (
  page: number,
  size: number,
  signal: AbortSignal,
) => Promise<{ rows: readonly Entry[]; total: number }>

/** What a month did to a wallet's balance: opening, what came in and went out, and closing. */
export interface Statement {
  /** Oldest first. */
  entries: readonly Entry[]
  opening: Minor
  closing: Minor
  in: Minor
  out: Minor
}

const size = 1000 // the most that the API gives at once

/**
 * Reads a ledger back to the end of the month before. Entries that come meanwhile move all others to later pages, so
 * one may be read twice, and none is missed.
 */
export async function readStatement(
  load: LedgerPage,
  month: string,
  signal: AbortSignal,
): Promise<Statement> {
  const read = new Map<string, Entry>()
  for (let page = 1; ; page++) {
    const { rows, total } = await load(page, size, signal)
    for (const entry of rows) read.set(entry.id, entry)
    const last = rows.at(-1)
    if (last === undefined || monthOf(last) < month || page * size >= total) break
  }
  return statementOf([...read.values()], month)
}

/** The statement of a month out of all entries of it, newest first, and the newest one before. */
export function statementOf(newestFirst: readonly Entry[], month: string): Statement {
  const entries = newestFirst.filter((entry) => monthOf(entry) === month).toReversed()
  const before = newestFirst.find((entry) => monthOf(entry) < month)
  const opening = balanceOf(before)
  const statement = { entries, opening, closing: opening, in: 0n, out: 0n }
  for (const entry of entries) {
    const change = balanceOf(entry) - statement.closing
    if (change > 0n) statement.in += change
    else statement.out -= change
    statement.closing += change
  }
  return statement
}

const monthOf = ({ createdAt }: Entry) => inZone(new Date(createdAt)).day.slice(0, 7)

const balanceOf = (entry: Entry | undefined): Minor => (entry && minorOf(entry.balanceAfter)) ?? 0n
