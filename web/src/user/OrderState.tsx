import { Tag } from 'antd'

import { useMessages } from '../i18n/messages'
import type { Order } from './orders'
import { orderWords } from './orderWords'

/** 3 is the gateway's own word for a kind of failure. */
export function useOrderStateWord(): (state: Order['state']) => string {
  const words = useMessages(orderWords)
  return (state) => words[`state${state === 3 ? 2 : state}`]
}

const colours = ['processing', 'success', 'error', 'error'] as const

export function OrderState({ state }: { state: Order['state'] }) {
  const word = useOrderStateWord()
  return <Tag color={colours[state]}>{word(state)}</Tag>
}
