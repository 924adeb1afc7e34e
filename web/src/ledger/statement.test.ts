import { expect, test } from 'vitest'

import type { Entry } from './entryTypes'
import { readStatement, statementOf } from './statement'

let n = 0
const entry = (createdAt: string, balanceAfter: string): Entry => ({
  id: `u1-${++n}`,
  type: 'adjustment',
  amount: '0.00',
  balanceAfter,
  description: '',
  relatedId: null,
  relatedType: null,
  createdAt,
})

// Noon is the same day in every zone that the tests run in.
const newestFirst = [
  entry('2026-11-01T12:00:00.000Z', '500.00'),
  entry('2026-10-20T12:00:00.000Z', '70.00'),
  entry('2026-10-10T12:00:00.000Z', '170.00'),
  entry('2026-10-09T12:00:00.000Z', '150.00'),
  entry('2026-09-09T12:00:00.000Z', '150.00'),
]

test('a month’s statement leads from its opening to its closing', () => {
  const october = statementOf(newestFirst, '2026-10')
  expect(october.entries.map(({ balanceAfter }) => balanceAfter)).toEqual(['150.00', '170.00', '70.00'])
  expect(october).toMatchObject({ opening: 15000n, in: 2000n, out: 10000n, closing: 7000n })
})

test('the first month opens at nothing, and one without entries closes as it opened', () => {
  expect(statementOf(newestFirst, '2026-09')).toMatchObject({ opening: 0n, in: 15000n, closing: 15000n })
  expect(statementOf(newestFirst, '2026-12')).toMatchObject({
    opening: 50000n,
    in: 0n,
    out: 0n,
    closing: 50000n,
  })
  expect(statementOf([], '2026-12')).toMatchObject({ entries: [], opening: 0n, closing: 0n })
})

test('a ledger is read no further back than it must be, and what moves meanwhile counts once', async () => {
  const asked: number[] = []
  const many = [...newestFirst.slice(0, 2), ...newestFirst.slice(1)]
  const statement = await readStatement(
    (page) => {
      asked.push(page)
      return Promise.resolve({ rows: page === 1 ? many.slice(0, 2) : many.slice(2), total: 5000 })
    },
    '2026-10',
    new AbortController().signal,
  )
  expect(asked).toEqual([1, 2])
  expect(statement).toMatchObject({ opening: 15000n, closing: 7000n })
  expect(statement.entries).toHaveLength(3)
})
