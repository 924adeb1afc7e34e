import type { Tone } from '../../feedback/StateTag'
import type { Detail } from './withdrawals'

type Payee = NonNullable<Detail['payee']>

/** What is known of an account: money never went there, or it did, or nobody has counted yet. */
export function payeeUse({ firstTime }: Pick<Payee, 'firstTime'>): 'first' | 'known' | 'unknown' {
  if (firstTime === undefined) return 'unknown'
  return firstTime ? 'first' : 'known'
}

/** Other wallets use the account, or may: not all of it was looked through. */
export function isShared({
  wallets = 1,
  walletsAtLeast,
}: Pick<Payee, 'wallets' | 'walletsAtLeast'>): boolean {
  return wallets > 1 || walletsAtLeast === true
}

/** What calls for a look, and what does not; what is not known is no good news. */
export const toneOfUse = { first: 'attention', known: 'good', unknown: 'over' } as const satisfies Record<
  ReturnType<typeof payeeUse>,
  Tone
>
export const toneOfHolder = { same: 'good', differs: 'bad', unknown: 'over' } as const satisfies Record<
  Payee['holder'],
  Tone
>
