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

/** How a list is sorted. */
export const sorts = ['oldest', 'newest', 'amount'] as const
export type Sort = (typeof sorts)[number]

/** How the account's holder may compare with the user, whether money went to the account before, and since how many hours. */
const holders = ['differs', 'same', 'unknown'] as const
const payees = ['new', 'known'] as const
export const ages = ['1', '4', '24', '72'] as const

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
  holder?: (typeof holders)[number]
  payee?: (typeof payees)[number]
  olderThanHours?: (typeof ages)[number]
  /** Without it, what waits for people is sorted as they work through it, and all else the newest first. */
  sort?: Sort
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
  'holder',
  'payee',
  'olderThanHours',
  'sort',
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
  const known = <Word extends string>(name: keyof Filter, all: readonly Word[]) =>
    all.find((word) => word === asked(name))
  const [holder, payee] = [known('holder', holders), known('payee', payees)]
  const [age, sort] = [known('olderThanHours', ages), known('sort', sorts)]
  return {
    ...filter,
    ...(holder && { holder }),
    ...(payee && { payee }),
    ...(age && { olderThanHours: age }),
    ...(sort && { sort }),
  }
}

/** How a list of a filter is sorted. */
export function sortOf({ status, sort }: Filter): Sort {
  return sort ?? (status === 'pending' || status === 'approved' ? 'oldest' : 'newest')
}

/** What is looked for, however it is sorted. */
export function unsorted(filter: Filter): Filter {
  const rest = { ...filter }
  delete rest.sort
  return rest
}

/** What an export can be filtered by. */
export function exportable(filter: Filter): Filter {
  const rest = unsorted(filter)
  delete rest.holder
  delete rest.payee
  delete rest.olderThanHours
  return rest
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
export function queryOf({ minAmount, maxAmount, needsAttention, olderThanHours, ...rest }: Filter) {
  return {
    ...rest,
    // An amount of at most two decimals is the same decimal when it is written into the address again.
    ...(minAmount !== undefined && { minAmount: Number(minAmount) }),
    ...(maxAmount !== undefined && { maxAmount: Number(maxAmount) }),
    ...(needsAttention !== undefined && { needsAttention: needsAttention === 'true' }),
    ...(olderThanHours !== undefined && { olderThanHours: Number(olderThanHours) }),
  }
}

/** How many rows a page of the address has. */
export function pageSizeOf(search: URLSearchParams): number {
  const asked = Number(search.get('pageSize'))
  return pageSizes.find((known) => known === asked) ?? pageSizes[0]
}
