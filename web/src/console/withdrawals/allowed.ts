import type { Status, Withdrawal } from './filter'
import type { Detail } from './withdrawals'

/** What an admin can do about a withdrawal. */
export type Act = 'approve' | 'reject' | 'payout' | 'resend' | 'fail' | 'settle' | 'correct'

const acts = {
  pending: ['approve', 'reject'],
  approved: ['payout', 'fail'],
} as const satisfies Partial<Record<Status, readonly Act[]>>

/**
 * What the state allows, and the wallet: one that is not active pays nothing. Nobody decides about their own. One that
 * is parked can be sent again, where the API says so; of one that has ended and that the gateway contradicts, the
 * difference can be settled. The number of a payout by hand can be corrected.
 */
export function allowed(
  {
    status,
    needsAttention,
    escortId,
    transactionNo,
    mayResend,
    walletStatus,
  }: Pick<Withdrawal, 'status' | 'needsAttention' | 'escortId' | 'mayResend' | 'walletStatus'> &
    Pick<Detail, 'transactionNo'>,
  adminId: string,
): readonly Act[] {
  if (escortId === adminId) return []
  switch (status) {
    case 'pending':
    case 'approved':
      return acts[status].filter((act) => act !== 'payout' || walletStatus === undefined)
    case 'processing':
      return mayResend === true ? ['resend', 'fail'] : ['fail']
    case 'completed':
    case 'rejected':
    case 'failed':
      if (needsAttention === true) return ['settle']
      return transactionNo === undefined ? [] : ['correct']
  }
}

/**
 * Why a withdrawal needs attention: it could not be paid, or the gateway called back about what was never sent; the gateway has no such order, does not confirm it, says it was
 * not paid, or says it was after all.
 */
export type Cause = 'unsent' | 'parked' | 'unconfirmed' | 'unpaid' | 'paidAfterAll'

export function causeOf({ status, parked }: Pick<Withdrawal, 'status' | 'parked'>): Cause {
  if (status === 'pending' || status === 'approved') return 'unsent'
  if (status === 'processing') return parked === true ? 'parked' : 'unconfirmed'
  return status === 'completed' ? 'unpaid' : 'paidAfterAll'
}
