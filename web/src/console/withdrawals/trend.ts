import type { Schemas } from '../../api/client'
import { minorOf, type Minor } from '../../money/amount'
import { dayMs, mostDays } from '../../time/days'
import { inZone } from '../../time/zone'
import type { Filter } from './filter'

type Point = Schemas['RecordTrendAnswer']['data']['points'][number]
type Tally = Schemas['Tally']

/** How many days are shown where none are chosen. */
const usualDays = 30

export interface Range {
  startAt: string
  endAt: string
}

/** What was asked for on a day, by how it stands now. */
export interface Day {
  day: string
  count: number
  amount: Minor
  ended: Minor
  open: Minor
  refused: Minor
}

/** The day that comes a number of days after another, such as "2026-11-21". */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The days that a chart of a filter shows: those that were chosen, or the last thirty; null where they are too many. */
export function rangeOf({ startAt, endAt }: Pick<Filter, 'startAt' | 'endAt'>, today: string): Range | null {
  const until = endAt ?? (startAt !== undefined && startAt > today ? startAt : today)
  const from = startAt ?? dayAfter(until, 1 - usualDays)
  if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(until)) || from > until) return null
  return dayAfter(from, mostDays - 1) < until ? null : { startAt: from, endAt: until }
}

/** The business day that it is. */
export function todayOf(now: Date): string {
  return inZone(now).day
}

export function dayOf({ at, statuses }: Point): Day {
  const { pending, approved, processing, completed, failed, rejected } = statuses
  const ended = sum(completed)
  const open = sum(pending, approved, processing)
  const refused = sum(rejected, failed)
  const count = Object.values(statuses).reduce((n, tally) => n + tally.count, 0)
  return { day: at, count, amount: ended + open + refused, ended, open, refused }
}

function sum(...tallies: Tally[]): Minor {
  return tallies.reduce((all, { amount }) => all + (minorOf(amount) ?? 0n), 0n)
}

/** What all days have together, and the one that had most. */
export function togetherOf(days: readonly Day[]): { count: number; amount: Minor; peak: Day | undefined } {
  let peak: Day | undefined
  let count = 0
  let amount = 0n
  for (const day of days) {
    count += day.count
    amount += day.amount
    if (day.count > 0 && (!peak || day.amount > peak.amount)) peak = day
  }
  return { count, amount, peak }
}

/** How many hundredths one amount is of another; for lengths on the screen alone. */
export function percentOf(part: Minor, whole: Minor): number {
  return whole === 0n ? 0 : Number((part * 10_000n) / whole) / 100
}
