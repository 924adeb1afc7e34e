import { StateTag, type Tone } from '../feedback/StateTag'
import { useMessages } from '../i18n/messages'
import type { Recharge } from './recharges'
import { rechargeWords } from './rechargeWords'

const tones: Record<Recharge['state'], Tone> = {
  0: 'waiting',
  1: 'waiting',
  2: 'good',
  3: 'bad',
  4: 'over',
  5: 'attention',
}

export function useRechargeStateWord(): (state: Recharge['state']) => string {
  const words = useMessages(rechargeWords)
  return (state) => words[`state${state}`]
}

export function RechargeState({ state }: { state: Recharge['state'] }) {
  const word = useRechargeStateWord()
  return <StateTag tone={tones[state]}>{word(state)}</StateTag>
}
