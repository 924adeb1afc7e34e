import { SignedOutError } from '../session/session'
import type { Schemas } from './client'
import type { Parts, Reason } from './sentences'

type Refusal = Pick<Schemas['Failure'], 'reason' | 'args' | 'then'>

/** What kind of thing went wrong, so that a page can say what to do about it. */
export type FailureKind =
  | 'offline'
  | 'expired'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'busy'
  /** Asked too often: this was not done. */
  | 'slowed'
  | 'fault'
  /** Another like it was done a moment ago: this one was not. */
  | 'duplicate'
  /** What was sent before, and seemed lost, has arrived: this one was not done. */
  | 'arrived'

/** Why a request came to nothing. `message` is the API's own, in the words of its contract; else empty. */
export class Failure extends Error {
  readonly kind: FailureKind
  /** Why, for programs; nothing where something before the API answered, or nothing did. */
  readonly because: Parts | undefined
  /** What it is a likely duplicate of. */
  readonly earlier: Earlier | undefined

  constructor(kind: FailureKind, message = '', because?: Parts, earlier?: Earlier) {
    super(message)
    this.kind = kind
    this.because = because
    this.earlier = earlier
  }

  /** The same, to be told as another kind. */
  as(kind: FailureKind): Failure {
    return new Failure(kind, this.message, this.because, this.earlier)
  }

  /** Whether this is why. */
  is(reason: Reason): boolean {
    return this.because?.statements[0]?.reason === reason
  }
}

/** What was asked for a moment ago. */
export interface Earlier {
  id: string
  createdAt: string
}

const kinds: Partial<Record<number, FailureKind>> = {
  400: 'invalid',
  401: 'expired',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'invalid',
  429: 'slowed',
  503: 'busy',
}

/** The failure that an answer is, by its status and its contract's body. */
export function refusal(status: number, body: unknown): Failure {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  // batch-audit's errDlt is the reason where it says nothing more than its errMsg.
  const text = [said['message'], said['errDlt'], said['errMsg']].find(
    (t) => typeof t === 'string' && t !== '' && t !== said['reason'],
  )
  const earlier = said['duplicateOf']
  const isDuplicate = typeof earlier === 'object' && earlier !== null
  return new Failure(
    isDuplicate ? 'duplicate' : (kinds[status] ?? 'fault'),
    typeof text === 'string' ? text : '',
    becauseOf(said),
    isDuplicate ? (earlier as Earlier) : undefined,
  )
}

/** Every contract's body has the reason in one form: what it only introduces follows it. */
function becauseOf(body: Partial<Refusal>): Parts | undefined {
  const { reason, args = {}, then = [] } = body
  return reason === undefined ? undefined : { statements: [{ reason, args }, ...then] }
}

/** The failure that something thrown is. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof SignedOutError) return new Failure('expired')
  const name = thrown instanceof Error ? thrown.name : ''
  // fetch throws a TypeError where nobody could be reached.
  return new Failure(name === 'TypeError' || name === 'TimeoutError' ? 'offline' : 'fault')
}
