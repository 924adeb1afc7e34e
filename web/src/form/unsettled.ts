import { newIdempotencyKey } from '../api/client'
import { Failure, type FailureKind } from '../api/failure'

/**
 * Keys of what was sent and whose outcome nobody knows, by what it is about. The next one about the same goes under
 * the same key, also when it was edited meanwhile, or when its page was left: if the first had arrived it is that
 * one, or is refused.
 */
const keys = new Map<string, string>()

/** After these, what was sent may have been done, or may be done yet. */
const unknown: readonly FailureKind[] = ['offline', 'fault', 'busy', 'expired']

/** The key to send something under. Without `about` nothing is remembered. */
export function keyFor(about: string | undefined): string {
  const key = (about === undefined ? undefined : keys.get(about)) ?? newIdempotencyKey()
  if (about !== undefined) keys.set(about, key)
  return key
}

/** Remembers what came of it, `null` for success. It gives the failure as it is to be told. */
export function settle<Told extends Failure | null>(
  about: string | undefined,
  failure: Told,
): Told | Failure {
  if (about === undefined) return failure
  if (failure === null || !unknown.includes(failure.kind)) keys.delete(about)
  return failure?.message.startsWith('Idempotency-Key ') ? new Failure('arrived', failure.message) : failure
}
