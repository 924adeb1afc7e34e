import { Tag } from 'antd'

import { useMessages } from '../i18n/messages'
import type { Recharge } from './recharges'
import { rechargeWords } from './rechargeWords'

const colours = ['processing', 'processing', 'success', 'error', 'default', 'warning'] as const

export function useRechargeStateWord(): (state: Recharge['state']) => string {
  const words = useMessages(rechargeWords)
  return (state) => words[`state${state}`]
}

export function RechargeState({ state }: { state: Recharge['state'] }) {
  const word = useRechargeStateWord()
  return <Tag color={colours[state]}>{word(state)}</Tag>
}
