import { expect, test, vi } from 'vitest'

vi.mock('../../api/client', () => ({}))

const { resolutionsOf } = await import('./recharges')
type Recharge = Parameters<typeof resolutionsOf>[0]

test('what an adjustment settled, or was credited, is not credited again', () => {
  const held = { state: 5, needsAttention: true, escortId: 'u1' } as Recharge
  expect(resolutionsOf(held, 'admin1')).toEqual(['credit', 'close'])
  expect(resolutionsOf({ ...held, settledAmount: 200 }, 'admin1')).toEqual(['close'])
  expect(resolutionsOf({ ...held, state: 2, creditedAmount: 500 }, 'admin1')).toEqual(['close'])
  expect(resolutionsOf(held, 'u1')).toEqual([])
})
