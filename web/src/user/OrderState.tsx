import { StateTag, type Tone } from '../feedback/StateTag'
import { useMessages } from '../i18n/messages'
import { Cancelled, isCancelledByUser } from './Cancelled'
import type { Order } from './orders'
import { orderWords } from './orderWords'

/** 3 is the gateway's own word for a kind of failure. */
export function useOrderStateWord(): (state: Order['state']) => string {
  const words = useMessages(orderWords)
  return (state) => words[`state${state === 3 ? 2 : state}`]
}

const tones: Record<Order['state'], Tone> = { 0: 'waiting', 1: 'good', 2: 'bad', 3: 'bad' }

export function OrderState({ of: { state, notifyInfoParts } }: { of: Order }) {
  const word = useOrderStateWord()
  if (isCancelledByUser(notifyInfoParts)) return <Cancelled />
  return <StateTag tone={tones[state]}>{word(state)}</StateTag>
}
