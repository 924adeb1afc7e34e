/**
 * Amounts are integers of 分. They are read from and written to decimal texts; a number that the API sends is
 * read by its decimal spelling, so no arithmetic is ever done with floating-point numbers.
 */
export type Minor = bigint

const decimal = /^(-?)(\d+)(?:\.(\d{1,2}))?$/

/** Reads "100", "100.5", "-0.05", or a number with at most two decimals; null for anything else. */
export function minorOf(amount: string | number): Minor | null {
  const found = decimal.exec(String(amount).trim())
  if (!found) return null
  const [, sign, whole = '', fraction = ''] = found
  const minor = BigInt(whole + fraction.padEnd(2, '0'))
  return sign ? -minor : minor
}

/** Thousands that are set off: by commas or by spaces, all alike. */
const grouped = /^-?[1-9]\d{0,2}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d{1,2})?$/

/**
 * Reads an amount as people type it: digits in full width too, the typographers' minus, and thousands set off. What
 * could be read in two ways, as "1,5", is no amount.
 */
export function typedMinorOf(typed: string): Minor | null {
  const plain = typed
    .normalize('NFKC')
    .trim()
    .replace(/\s/g, ' ')
    .replace(/^[−﹣]\s?/, '-')
  return minorOf(grouped.test(plain) ? plain.replace(/[, ]/g, '') : plain)
}

/** "1,234.50": two decimals and a thousands separator. What is no amount is shown as it came. */
export function formatAmount(amount: string | number | Minor): string {
  const minor = typeof amount === 'bigint' ? amount : minorOf(amount)
  if (minor === null) return String(amount)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${minor < 0n ? '-' : ''}${whole}.${digits.slice(-2)}`
}

/** "1234.50": as a bank's form takes it. */
export function plainAmount(amount: string | number | Minor): string {
  return formatAmount(amount).replaceAll(',', '')
}

/** The number of major units that JSON has for an amount: its literal has at most two decimals. */
export function majorOf(minor: Minor): number {
  return Number(plainAmount(minor))
}
