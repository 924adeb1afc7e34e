import { expect, test } from 'vitest'

import { exportable, filterOf, pageSizeOf, queryOf, searchOf, sortOf } from './filter'

const address =
  'status=pending&method=bank&startAt=2026-11-01&endAt=2026-11-21&minAmount=0.1&maxAmount=1000&keyword=u1&needsAttention=false&holder=differs&payee=new&olderThanHours=24&sort=amount'

test('all filters come from the address, and go back into it', () => {
  const filter = filterOf(new URLSearchParams(address))
  expect(Object.keys(filter)).toHaveLength(12)
  expect(searchOf(filter).toString()).toBe(address)
})

test('what the API would not take is left out of the filter', () => {
  const wrong =
    'status=cancelled&method=+&startAt=yesterday&minAmount=-1&maxAmount=1.005&keyword=+&needsAttention=maybe&holder=me&payee=old&olderThanHours=2&sort=age'
  expect(filterOf(new URLSearchParams(wrong))).toEqual({})
})

test('a method that no channel has any more is asked for all the same: rows have it', () => {
  expect(filterOf(new URLSearchParams('method=Orange'))).toEqual({ method: 'Orange' })
})

test('another filter begins at the first page, with as many rows as before', () => {
  const old = new URLSearchParams('status=failed&page=7&pageSize=50&id=7K3QW9ZT20250120103000')
  expect(searchOf({ keyword: 'u1' }, old).toString()).toBe('keyword=u1&pageSize=50')
})

test('the API gets numbers and truths', () => {
  expect(queryOf({ minAmount: '0.10', maxAmount: '99999999.99', needsAttention: 'true' })).toEqual({
    minAmount: 0.1,
    maxAmount: 99999999.99,
    needsAttention: true,
  })
})

test('what waits for people is sorted oldest first, unless somebody wants something else', () => {
  expect([
    sortOf({}),
    sortOf({ status: 'pending' }),
    sortOf({ status: 'approved' }),
    sortOf({ status: 'failed' }),
  ]).toEqual(['newest', 'oldest', 'oldest', 'newest'])
  expect(sortOf({ status: 'pending', sort: 'amount' })).toBe('amount')
})

test('an export is filtered by what it knows', () => {
  const filter = filterOf(new URLSearchParams(address))
  expect(Object.keys(exportable(filter))).toHaveLength(8)
  expect(queryOf({ olderThanHours: '72' })).toEqual({ olderThanHours: 72 })
})

test('a page has 20, 50 or 100 rows', () => {
  expect(['100', '7', ''].map((asked) => pageSizeOf(new URLSearchParams({ pageSize: asked })))).toEqual([
    100, 20, 20,
  ])
})
