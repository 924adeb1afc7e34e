import { expect, test, vi } from 'vitest'

vi.mock('../../session/session', () => ({ session: {}, SignedOutError: class extends Error {} }))
vi.mock('../../app/preferences', () => ({}))

const { resultsOf, sumOf, whyNotOf } = await import('./batch')

const line = {
  id: '1',
  withdrawId: '7K3QW9ZT20250120103000',
  action: 'approve',
  operator: 'admin',
  operatorName: '陈经理',
  createdAt: '2025-01-20T10:30:00.000Z',
} as const

test('one that still waits was not reached, and can be sent again', () => {
  expect(whyNotOf({ status: 'pending', logs: [line] })).toEqual({ kind: 'again' })
})

test('one that somebody else decided about says who', () => {
  expect(whyNotOf({ status: 'approved', logs: [{ ...line, operatorName: '管理员' }, line] })).toEqual({
    kind: 'moved',
    status: 'approved',
    last: line,
  })
})

const of = (amount: number) =>
  ({
    id: '7K3QW9ZT20250120103000',
    withdrawNo: '7K3QW9ZT',
    escortId: 'u1',
    escortName: '',
    escortPhoneMasked: '',
    amount,
    fee: 0,
    netAmount: amount,
    method: 'bank',
    accountMasked: '****1111',
    status: 'pending',
    createdAt: '',
  }) as const

test('one that waits for other people is recorded, not failed', async () => {
  const row = of(1)
  const results = await resultsOf([row], { failedIDs: [row.id], pendingIDs: [row.id] }, 'admin1')
  expect(results).toEqual([{ row, outcome: { kind: 'recorded' } }])
})

test('amounts are added up exactly', () => {
  expect(sumOf([of(0.1), of(0.2), of(1000000)])).toBe(100000030n)
})
