import { formatAmount, type Minor } from './amount'

/** An amount of money in digits of equal width. */
export function Amount({ of: amount, signed = false }: { of: string | number | Minor; signed?: boolean }) {
  const text = formatAmount(amount)
  return <span className="amount">{signed && !text.startsWith('-') ? `+${text}` : text}</span>
}
