import { minorOf, typedMinorOf, type Minor } from '../../money/amount'
import type { Wallet } from './wallets'

/** The most that one adjustment moves, either way: 10,000,000,000,000. */
const most: Minor = 1_000_000_000_000_000n

export type Complaint = 'needed' | 'wrong' | 'zero' | 'tooMuch' | 'beyondDue' | 'beyondAvailable'

/** Reads an amount that is added, or with a minus (also the typographers') taken. A plus is as good as none. */
export function readSigned(text: string): Minor | null {
  return typedMinorOf(
    text
      .normalize('NFKC')
      .trim()
      .replace(/^\+(?=\d)/, ''),
  )
}

/**
 * What is wrong with an adjustment of this wallet, before it is sent. What it settles takes from 0 to what is due, where
 * that is known. The API decides, and knows more.
 */
export function complaintOf(text: string, wallet: Wallet, mayBeZero: boolean, due?: Minor): Complaint | null {
  if (text.trim() === '') return 'needed'
  const amount = readSigned(text)
  if (amount === null) return 'wrong'
  if (amount === 0n) return mayBeZero ? null : 'zero'
  if (amount > most || amount < -most) return 'tooMuch'
  if (due !== undefined && (due < 0n ? amount < due || amount > 0n : amount > due || amount < 0n))
    return 'beyondDue'
  return (minorOf(wallet.availableBalance) ?? 0n) + amount < 0n ? 'beyondAvailable' : null
}

/** What a wallet has after an adjustment. */
export function afterwards(wallet: Wallet, amount: Minor): { balance: Minor; available: Minor } {
  return {
    balance: (minorOf(wallet.balance) ?? 0n) + amount,
    available: (minorOf(wallet.availableBalance) ?? 0n) + amount,
  }
}
