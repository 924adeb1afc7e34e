import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import type { Recharge, RechargeState } from './recharges'
import { rechargeWords } from './rechargeWords'

const tones: Record<RechargeState, Tone> = {
  0: 'waiting',
  1: 'waiting',
  2: 'good',
  3: 'bad',
  4: 'over',
  5: 'attention',
}

/** How a recharge stands, as the gateway counts it; what an admin closed says so. */
export function RechargeStateTag({ of: { state, resolvedBy } }: { of: Recharge }) {
  const words = useMessages(rechargeWords)
  const closed = state === 3 && resolvedBy !== undefined
  return (
    <StateTag tone={closed ? 'over' : tones[state]}>
      {closed ? words.closed : words[`state${state}`]}
    </StateTag>
  )
}
