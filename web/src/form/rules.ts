import type { FormRule } from 'antd'

import { useMessages } from '../i18n/messages'
import { formatAmount, minorOf, typedMinorOf } from '../money/amount'
import { formWords } from './words'

/** How long the API lets a text be that people write. */
export const longestText = 200

/** Bounds of an amount in major units; without one, or with 0, there is none. */
export interface Bounds {
  min?: number | undefined
  max?: number | undefined
}

/** What an amount must be before it is sent. The API decides, and knows more. */
export function useAmountRules({ min, max }: Bounds = {}): FormRule[] {
  const words = useMessages(formWords)
  return [
    {
      required: true,
      validator: (_, value: string | undefined) => {
        const complaint = complain(value ?? '')
        return complaint === '' ? Promise.resolve() : Promise.reject(new Error(complaint))
      },
    },
  ]

  function complain(text: string): string {
    if (text.trim() === '') return words.amountNeeded
    const amount = typedMinorOf(text)
    if (amount === null) return words.amountWrong
    if (amount <= 0n) return words.amountPositive
    const least = min ? minorOf(min) : null
    if (least !== null && amount < least) return words.atLeast(formatAmount(least))
    const most = max ? minorOf(max) : null
    if (most !== null && amount > most) return words.atMost(formatAmount(most))
    return ''
  }
}

/** What the gateway takes as text: it signs joined text, so two characters are not possible in it. */
export function useGatewayTextRules(): FormRule[] {
  const words = useMessages(formWords)
  const most = 64
  return [
    { max: most, message: words.tooLong(most) },
    { pattern: /^[^&=]*$/, message: words.notThese },
  ]
}
