import { expect, test } from 'vitest'

import { allowed, causeOf } from './allowed'
import { statuses } from './filter'

test('each state allows what the API does', () => {
  expect(statuses.map((status) => [status, ...allowed({ status, escortId: 'u1' }, 'admin1')])).toEqual([
    ['pending', 'approve', 'reject'],
    ['approved', 'payout', 'fail'],
    ['processing', 'fail'],
    ['completed'],
    ['rejected'],
    ['failed'],
  ])
})

test('nobody decides about their own', () => {
  for (const status of statuses) expect(allowed({ status, escortId: 'admin1' }, 'admin1')).toEqual([])
})

test('a wallet that is not active is not paid from', () => {
  const row = { escortId: 'u1', walletStatus: 'frozen' as const }
  expect(allowed({ ...row, status: 'approved' }, 'admin1')).toEqual(['fail'])
  expect(allowed({ ...row, status: 'processing', needsAttention: true }, 'admin1')).toEqual(['fail'])
  expect(allowed({ ...row, status: 'pending' }, 'admin1')).toEqual(['approve', 'reject'])
})

test('the number of a payout by hand can be corrected', () => {
  const paid = { status: 'completed' as const, transactionNo: 'CMB1', escortId: 'u1' }
  expect(allowed(paid, 'admin1')).toEqual(['correct'])
  expect(allowed(paid, 'u1')).toEqual([])
})

test('what is parked can be sent again, and what is contradicted settled', () => {
  const of = (status: 'approved' | 'processing' | 'completed' | 'failed' | 'rejected', parked?: true) => {
    const withdrawal = {
      status,
      needsAttention: true as const,
      ...(parked && { parked, mayResend: parked }),
      escortId: 'u1',
    }
    return [causeOf(withdrawal), ...allowed(withdrawal, 'admin1')]
  }
  expect(of('processing', true)).toEqual(['parked', 'resend', 'fail'])
  expect(of('processing')).toEqual(['unconfirmed', 'fail'])
  expect(of('approved')).toEqual(['unsent', 'payout', 'fail'])
  expect(of('completed')).toEqual(['unpaid', 'settle'])
  expect(of('failed')).toEqual(['paidAfterAll', 'settle'])
  expect(of('rejected')).toEqual(['paidAfterAll', 'settle'])
})
