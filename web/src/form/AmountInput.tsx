import { Input, type InputProps } from 'antd'

/** Where an amount is typed: a text, as a number would lose what it cannot hold. */
export function AmountInput(props: InputProps) {
  return (
    <Input name="amount" inputMode="decimal" autoComplete="off" placeholder="0.00" size="large" {...props} />
  )
}
