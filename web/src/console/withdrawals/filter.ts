import { withoutUnseen } from '../../form/seen'
import { majorOf, typedMinorOf } from '../../money/amount'
import type { Schemas } from '../../api/client'

export type Withdrawal = Schemas['Record']
export type Status = Schemas['WithdrawStatus']

/** As admins work through them: what waits for them first. */
export const statuses = [
  'pending',
  'approved',
  'processing',
  'completed',
  'rejected',
  'failed',
] as const satisfies readonly Status[]

/** The longest name of a method, in characters. */
const longestMethod = 64

/** How many rows a page may have. */
export const pageSizes = [20, 50, 100] as const

/** By what withdrawals are filtered, in the address and in the API alike. */
export interface Filter {
  status?: Status
  /** Of whatever policy there was: which there are, the API says. */
  method?: string
  startAt?: string
  endAt?: string
  minAmount?: string
  maxAmount?: string
  keyword?: string
  needsAttention?: 'true' | 'false'
}

/** The names of all filters, in the order of the address. */
export const filterNames = [
  'status',
  'method',
  'startAt',
  'endAt',
  'minAmount',
  'maxAmount',
  'keyword',
  'needsAttention',
] as const satisfies readonly (keyof Filter)[]

const day = /^\d{4}-\d{2}-\d{2}$/

/** The filter that an address has. What the API would not take is left out. */
export function filterOf(search: URLSearchParams): Filter {
  const asked = (name: keyof Filter) => withoutUnseen(search.get(name) ?? '')
  const filter: Filter = {}
  const status = statuses.find((known) => known === asked('status'))
  if (status) filter.status = status
  const method = asked('method')
  if (method !== '' && method.length <= longestMethod) filter.method = method
  for (const name of ['startAt', 'endAt'] as const) {
    if (day.test(asked(name))) filter[name] = asked(name)
  }
  for (const name of ['minAmount', 'maxAmount'] as const) {
    const amount = typedMinorOf(asked(name))
    if (amount !== null && amount >= 0n) filter[name] = String(majorOf(amount))
  }
  if (asked('keyword') !== '') filter.keyword = asked('keyword')
  const attention = asked('needsAttention')
  if (attention === 'true' || attention === 'false') filter.needsAttention = attention
  return filter
}

/** The address that has a filter; its first page, and as many rows on a page as the old address said. */
export function searchOf(filter: Filter, old?: URLSearchParams): URLSearchParams {
  const search = new URLSearchParams()
  for (const name of filterNames) {
    const wanted = filter[name]
    if (wanted !== undefined && wanted !== '') search.set(name, wanted)
  }
  const size = old?.get('pageSize')
  if (size) search.set('pageSize', size)
  return search
}

/** The same filter, of whatever status. */
export function anyStatus(filter: Filter): Filter {
  const rest = { ...filter }
  delete rest.status
  return rest
}

/** What the API is asked. */
export function queryOf({ minAmount, maxAmount, needsAttention, ...rest }: Filter) {
  return {
    ...rest,
    // An amount of at most two decimals is the same decimal when it is written into the address again.
    ...(minAmount !== undefined && { minAmount: Number(minAmount) }),
    ...(maxAmount !== undefined && { maxAmount: Number(maxAmount) }),
    ...(needsAttention !== undefined && { needsAttention: needsAttention === 'true' }),
  }
}

/** How many rows a page of the address has. */
export function pageSizeOf(search: URLSearchParams): number {
  const asked = Number(search.get('pageSize'))
  return pageSizes.find((known) => known === asked) ?? pageSizes[0]
}
