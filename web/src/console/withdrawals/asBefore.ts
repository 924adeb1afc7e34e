import type { Withdrawal } from './filter'

type Seen = Pick<Withdrawal, 'status' | 'needsAttention' | 'parked'>

/** Whether a withdrawal is the one that was decided about. A line in its log alone is no change. */
export function isAsBefore(before: Seen, now: Seen): boolean {
  return (
    before.status === now.status &&
    before.needsAttention === now.needsAttention &&
    before.parked === now.parked
  )
}
