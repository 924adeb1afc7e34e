import { Amount } from '../money/Amount'
import type { Entry } from './entryTypes'

/** What an entry did to the balance. Freezing moves nothing in or out of it. */
export function EntryAmount({ of: { type, amount } }: { of: Entry }) {
  const still = type === 'freeze' || type === 'unfreeze'
  return (
    <span className={still ? undefined : amount.startsWith('-') ? 'out' : 'in'}>
      <Amount of={amount} signed />
    </span>
  )
}
