import { SignedOutError } from '../session/session'

/** What kind of thing went wrong, so that a page can say what to do about it. */
export type FailureKind =
  | 'offline'
  | 'expired'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'busy'
  | 'fault'
  /** What was sent before, and seemed lost, has arrived: this one was not done. */
  | 'arrived'

/** Why a request came to nothing. `message` is the API's own, in the words of its contract; else empty. */
export class Failure extends Error {
  readonly kind: FailureKind
  /** What is wrong with which field, where the contract says it (the console's). */
  readonly details: Readonly<Record<string, string>>

  constructor(kind: FailureKind, message = '', details: Record<string, string> = {}) {
    super(message)
    this.kind = kind
    this.details = details
  }
}

const kinds: Partial<Record<number, FailureKind>> = {
  400: 'invalid',
  401: 'expired',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'invalid',
  429: 'busy',
  503: 'busy',
}

/** The failure that an answer is, by its status and its contract's body. */
export function refusal(status: number, body: unknown): Failure {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const text = [said['message'], said['errDlt'], said['errMsg']].find(
    (t) => typeof t === 'string' && t !== '',
  )
  const details = said['details']
  return new Failure(
    kinds[status] ?? 'fault',
    typeof text === 'string' ? text : '',
    typeof details === 'object' && details !== null ? (details as Record<string, string>) : {},
  )
}

/** The failure that something thrown is. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof SignedOutError) return new Failure('expired')
  const name = thrown instanceof Error ? thrown.name : ''
  // fetch throws a TypeError where nobody could be reached.
  return new Failure(name === 'TypeError' || name === 'TimeoutError' ? 'offline' : 'fault')
}
