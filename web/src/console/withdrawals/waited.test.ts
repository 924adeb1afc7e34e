import { expect, test } from 'vitest'

import { waitedOf } from './waited'

test('a wait is told in the largest unit of which there is a whole one', () => {
  const since = '2026-11-27T08:00:00.000Z'
  const after = (minutes: number) => waitedOf(since, Date.parse(since) + minutes * 60_000)
  expect([-5, 0, 59, 60, 119, 24 * 60 - 1, 24 * 60, 3 * 24 * 60 + 1].map(after)).toEqual([
    { n: 0, unit: 'minutes' },
    { n: 0, unit: 'minutes' },
    { n: 59, unit: 'minutes' },
    { n: 1, unit: 'hours' },
    { n: 1, unit: 'hours' },
    { n: 23, unit: 'hours' },
    { n: 1, unit: 'days' },
    { n: 3, unit: 'days' },
  ])
})
