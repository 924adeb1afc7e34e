import { minorOf } from '../../money/amount'
import type { Permission } from '../desk/me'
import { hasApproved, missingOf, type Approvable } from '../desk/approvable'
import type { Status, Withdrawal } from './filter'
import type { Detail } from './withdrawals'

/** What an admin can do about a withdrawal. */
export type Act =
  | 'approve'
  | 'reject'
  | 'payout'
  | 'resend'
  | 'fail'
  | 'settle'
  | 'correct'
  | 'return'
  | 'hold'
  | 'release'
  | 'block'

/** What each takes, one of these. */
export const permissionsOf = {
  approve: ['review'],
  reject: ['review'],
  payout: ['pay'],
  resend: ['pay'],
  fail: ['pay'],
  correct: ['pay'],
  return: ['resolve'],
  settle: ['adjust'],
  hold: ['review'],
  release: ['review'],
  block: ['review', 'wallet', 'pay'],
} as const satisfies Record<Act, readonly Permission[]>

/** Whether people still decide about it: it waits for its review or for its payout. */
export function isUnpaid({ status }: { status: Status }): boolean {
  return status === 'pending' || status === 'approved'
}

/** Everybody approves once. What is on hold is released first. One that takes several people, and has too few, is approved, not paid. */
function beforePayout(
  { status, walletStatus, hold, ...of }: Pick<Withdrawal, 'status' | 'walletStatus' | 'hold'> & Approvable,
  person: string,
): readonly Act[] {
  if (hold !== undefined) return ['release', status === 'pending' ? 'reject' : 'fail']
  const approves = hasApproved(of, person) ? [] : (['approve'] as const)
  if (status === 'pending') return [...approves, 'reject']
  if (missingOf(of) > 0) return [...approves, 'fail']
  return walletStatus === undefined ? ['payout', 'fail'] : ['fail']
}

/**
 * What the state allows, and the wallet: one that is not active pays nothing. Nobody decides about their own. One that
 * is parked can be sent again, where the API says so; of one that has ended and that the gateway contradicts, the
 * difference can be settled, until nothing is due. The number of a payout by hand can be corrected.
 */
export function allowed(
  withdrawal: Pick<
    Withdrawal,
    'status' | 'needsAttention' | 'escortId' | 'mayResend' | 'walletStatus' | 'dueAmount' | 'hold'
  > &
    Pick<Detail, 'transactionNo'> &
    Approvable,
  adminId: string,
  person = adminId,
): readonly Act[] {
  const { status, needsAttention, escortId, transactionNo, mayResend, dueAmount } = withdrawal
  if (escortId === adminId) return []
  switch (status) {
    case 'pending':
    case 'approved':
      return beforePayout(withdrawal, person)
    case 'processing':
      return mayResend === true ? ['resend', 'fail'] : ['fail']
    case 'completed':
    case 'rejected':
    case 'failed':
      if (needsAttention === true || dueOf(dueAmount) !== 0n) return ['settle']
      return transactionNo === undefined ? [] : ['correct']
  }
}

/** What stops one that is not paid, which is offered where all of it is shown: itself, or whatever goes to its account. */
export function stops(
  withdrawal: Pick<Withdrawal, 'status' | 'escortId' | 'hold'>,
  adminId: string,
): readonly Act[] {
  if (!isUnpaid(withdrawal) || withdrawal.escortId === adminId) return []
  return withdrawal.hold === undefined ? ['hold', 'block'] : ['block']
}

/** What may be said of a payout that is over, where all of it is shown: the bank has sent money back, until all of it has come. */
export function follows(
  {
    status,
    escortId,
    netAmount,
    returns = [],
  }: Pick<Withdrawal, 'status' | 'escortId' | 'netAmount' | 'returns'>,
  adminId: string,
): readonly Act[] {
  if (status !== 'completed' || escortId === adminId) return []
  const came = returns.reduce(
    (sum, { amount, state }) => (state === undefined ? sum + (minorOf(amount) ?? 0n) : sum),
    0n,
  )
  return came < (minorOf(netAmount) ?? 0n) ? ['return'] : []
}

/**
 * Why a withdrawal needs attention: it could not be paid, or the gateway called back about what was never sent; the
 * gateway has no such order, or does not confirm it. Of one that has ended the gateway's last word decides, by what it
 * leaves due: it paid what the user has besides, it did not pay what the user was charged, or nothing is due by it.
 */
export type Cause = 'unsent' | 'parked' | 'unconfirmed' | 'paidBesides' | 'unpaid' | 'nothingDue'

export function causeOf({
  status,
  parked,
  dueAmount,
}: Pick<Withdrawal, 'status' | 'parked' | 'dueAmount'>): Cause {
  if (status === 'pending' || status === 'approved') return 'unsent'
  if (status === 'processing') return parked === true ? 'parked' : 'unconfirmed'
  const due = dueOf(dueAmount)
  return due < 0n ? 'paidBesides' : due > 0n ? 'unpaid' : 'nothingDue'
}

function dueOf(dueAmount: number | undefined) {
  return minorOf(dueAmount ?? 0) ?? 0n
}
