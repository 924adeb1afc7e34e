import type { Status, Withdrawal } from './filter'
import type { Detail } from './withdrawals'

/** What an admin can do about a withdrawal. */
export type Act = 'approve' | 'reject' | 'payout' | 'resend' | 'fail' | 'settle' | 'correct'

const acts: Record<Status, readonly Act[]> = {
  pending: ['approve', 'reject'],
  approved: ['payout', 'fail'],
  processing: ['fail'],
  completed: [],
  rejected: [],
  failed: [],
}

/**
 * What the state allows. Nobody decides about their own. One that is parked can be sent again; of one that has ended
 * and that the gateway contradicts, the difference can be settled. The number of a payout by hand can be corrected.
 */
export function allowed(
  {
    status,
    needsAttention,
    escortId,
    transactionNo,
  }: Pick<Withdrawal, 'status' | 'needsAttention' | 'escortId'> & Pick<Detail, 'transactionNo'>,
  adminId: string,
): readonly Act[] {
  if (escortId === adminId) return []
  if (needsAttention !== true)
    return status === 'completed' && transactionNo !== undefined ? ['correct'] : acts[status]
  return status === 'processing' ? ['resend', 'fail'] : ['settle']
}

/** Why a withdrawal needs attention: the gateway has no such order, says it was not paid, or says it was after all. */
export type Cause = 'parked' | 'unpaid' | 'paidAfterAll'

export function causeOf({ status }: Pick<Withdrawal, 'status'>): Cause {
  if (status === 'processing') return 'parked'
  return status === 'completed' ? 'unpaid' : 'paidAfterAll'
}
