import { beforeEach, expect, test } from 'vitest'

import { todayOf } from '../console/withdrawals/trend'
import { formatMoment } from './moment'
import { foreignZone, setZone } from './zone'

beforeEach(() => {
  process.env['TZ'] = 'America/Los_Angeles'
  setZone('Asia/Shanghai')
})

test('a moment is told in the business zone, whatever the reader’s is', () => {
  expect(formatMoment('2026-11-21T16:30:09.123Z')).toBe('2026-11-22 00:30:09')
  expect(formatMoment('2026-01-01T15:59:59Z')).toBe('2026-01-01 23:59:59')
  expect(formatMoment('not a moment')).toBe('not a moment')
  setZone('Indian/Antananarivo')
  expect(formatMoment('2026-11-21T21:00:00Z')).toBe('2026-11-22 00:00:00')
})

test('today is the business day', () => {
  expect(todayOf(new Date('2026-11-21T15:59:59Z'))).toBe('2026-11-21')
  expect(todayOf(new Date('2026-11-21T16:00:00Z'))).toBe('2026-11-22')
})

test('a zone that the browser does not know changes nothing', () => {
  setZone('Nowhere/Atlantis')
  expect(formatMoment('2026-11-21T16:30:09Z')).toBe('2026-11-22 00:30:09')
})

test('the zone is named where its clocks are not the reader’s', () => {
  const now = new Date('2026-11-21T16:30:00Z')
  expect(foreignZone(now)).toBe('Asia/Shanghai')
  process.env['TZ'] = 'Asia/Hong_Kong'
  expect(foreignZone(now)).toBe(null)
})
