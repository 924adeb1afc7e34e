import { expect, test } from 'vitest'

import { allowed, causeOf, stops } from './allowed'
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

test('what takes several people is approved by each of them once, and paid by enough', () => {
  const of = (status: 'pending' | 'approved', ...people: readonly string[]) =>
    allowed({ status, escortId: 'u1', approvalsNeeded: 2, approvals: people.map((by) => ({ by })) }, 'admin1')
  expect(of('pending')).toEqual(['approve', 'reject'])
  expect(of('pending', 'admin2')).toEqual(['approve', 'reject'])
  expect(of('pending', 'admin1')).toEqual(['reject'])
  expect(of('approved', 'admin2')).toEqual(['approve', 'fail']) // short, by a policy that was tightened since
  expect(of('approved', 'admin1')).toEqual(['fail'])
  expect(of('approved', 'admin1', 'admin2')).toEqual(['payout', 'fail'])
})

test('the number of a payout by hand can be corrected', () => {
  const paid = { status: 'completed' as const, transactionNo: 'CMB1', escortId: 'u1' }
  expect(allowed(paid, 'admin1')).toEqual(['correct'])
  expect(allowed(paid, 'u1')).toEqual([])
})

test('what is on hold is released first, and can be given back', () => {
  const hold = {
    kind: 'by_hand',
    reason: 'r',
    until: '2026-01-01T00:00:00.000Z',
    onExpiry: 'reject',
  } as const
  const of = (status: 'pending' | 'approved') => allowed({ status, escortId: 'u1', hold }, 'admin1')
  expect([of('pending'), of('approved')]).toEqual([
    ['release', 'reject'],
    ['release', 'fail'],
  ])
  expect(statuses.filter((status) => stops({ status, escortId: 'u1' }, 'admin1').includes('hold'))).toEqual([
    'pending',
    'approved',
  ])
  expect(stops({ status: 'pending', escortId: 'u1', hold }, 'admin1')).toEqual(['block'])
  expect(stops({ status: 'pending', escortId: 'admin1' }, 'admin1')).toEqual([])
})

test('what is parked can be sent again', () => {
  const of = (status: 'approved' | 'processing', parked?: true) => {
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
})

test('why an ended one waits is told by what is due, whatever its state', () => {
  for (const status of ['completed', 'failed', 'rejected'] as const) {
    const of = (dueAmount?: number) => {
      const withdrawal = { status, needsAttention: true as const, escortId: 'u1', ...due(dueAmount) }
      return [causeOf(withdrawal), ...allowed(withdrawal, 'admin1')]
    }
    expect(of(-52)).toEqual(['paidBesides', 'settle']) // refused, settled and paid after all; or paid by hand too
    expect(of(52)).toEqual(['unpaid', 'settle']) // failed, paid, settled, and refused after all
    expect(of(0)).toEqual(['nothingDue', 'settle']) // open again
    expect(of()).toEqual(['nothingDue', 'settle'])
  }
})

test('what a settlement left due can be settled later, though nobody is asked for', () => {
  const left = (dueAmount?: number) =>
    allowed({ status: 'failed', escortId: 'u1', ...due(dueAmount) }, 'admin1')
  expect(left(-20.5)).toEqual(['settle'])
  expect(left()).toEqual([])
})

function due(dueAmount: number | undefined) {
  return dueAmount === undefined ? {} : { dueAmount }
}
