import { expect, test } from 'vitest'

import { dayAfter, dayOf, percentOf, rangeOf, togetherOf } from './trend'

const today = '2026-11-21'
const none = { count: 0, amount: 0 }
const quiet = {
  pending: none,
  approved: none,
  processing: none,
  completed: none,
  failed: none,
  rejected: none,
}

test('without dates the chart shows the last thirty days', () => {
  expect(rangeOf({}, today)).toEqual({ startAt: '2026-10-23', endAt: today })
})

test('the days that are chosen are shown', () => {
  expect(rangeOf({ startAt: '2026-11-01', endAt: '2026-11-05' }, today)).toEqual({
    startAt: '2026-11-01',
    endAt: '2026-11-05',
  })
  expect(rangeOf({ startAt: '2026-11-01' }, today)).toEqual({ startAt: '2026-11-01', endAt: today })
  expect(rangeOf({ endAt: '2026-03-01' }, today)).toEqual({ startAt: '2026-01-31', endAt: '2026-03-01' })
  expect(rangeOf({ startAt: '2026-12-01' }, today)).toEqual({ startAt: '2026-12-01', endAt: '2026-12-01' })
})

test('a year is shown, and more is not', () => {
  expect(rangeOf({ startAt: '2025-11-21', endAt: today }, today)).not.toBeNull()
  expect(rangeOf({ startAt: '2025-11-20', endAt: today }, today)).toBeNull()
  expect(rangeOf({ startAt: '2026-11-22', endAt: today }, today)).toBeNull()
})

test('days go over the ends of months and leap years', () => {
  expect(dayAfter('2024-02-28', 1)).toBe('2024-02-29')
  expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31')
})

test('a day is added up exactly', () => {
  const day = dayOf({
    at: today,
    statuses: {
      ...quiet,
      pending: { count: 1, amount: 0.1 },
      processing: { count: 2, amount: 0.2 },
      completed: { count: 3, amount: 600.5 },
      failed: { count: 1, amount: 1 },
    },
  })
  expect(day).toEqual({ day: today, count: 7, amount: 60180n, ended: 60050n, open: 30n, refused: 100n })
})

test('the day with most is found', () => {
  const days = [
    dayOf({ at: '2026-11-19', statuses: quiet }),
    dayOf({ at: '2026-11-20', statuses: { ...quiet, pending: { count: 1, amount: 5 } } }),
    dayOf({ at: today, statuses: { ...quiet, pending: { count: 4, amount: 2 } } }),
  ]
  expect(togetherOf(days)).toEqual({ count: 5, amount: 700n, peak: days[1] })
  expect(togetherOf(days.slice(0, 1)).peak).toBeUndefined()
})

test('of nothing everything is nothing', () => {
  expect(percentOf(1n, 0n)).toBe(0)
  expect(percentOf(1n, 3n)).toBe(33.33)
})
