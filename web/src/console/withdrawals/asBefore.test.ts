import { expect, test } from 'vitest'

import { isAsBefore } from './asBefore'

test('another status, or attention that is needed now or no more, is a change', () => {
  const before = { status: 'approved' } as const
  expect(isAsBefore(before, { status: 'approved' })).toBe(true)
  expect(isAsBefore(before, { status: 'completed' })).toBe(false)
  expect(isAsBefore(before, { status: 'approved', needsAttention: true })).toBe(false)
  expect(isAsBefore({ status: 'processing', needsAttention: true }, { status: 'processing' })).toBe(false)
})
