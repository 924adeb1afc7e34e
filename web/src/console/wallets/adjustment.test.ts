import { expect, test } from 'vitest'

import { afterwards, complaintOf, readSigned } from './adjustment'
import type { Wallet } from './wallets'

const wallet = { balance: '1000.00', frozenAmount: '300.00', availableBalance: '700.00' } as Wallet

test.each([
  ['100', 10000n],
  ['+100.5', 10050n],
  ['-0.01', -1n],
  ['−5', -500n],
  ['1,000.00', 100000n],
  ['＋１，０００', 100000n],
])('%s is read', (text, amount) => {
  expect(readSigned(text)).toBe(amount)
})

test.each(['', '+-1', '1.234', '1e3', '+', '1,50'])('%s is no amount', (text) => {
  expect(readSigned(text)).toBeNull()
})

test('what is available bounds what can be taken, to the last 分', () => {
  expect(complaintOf('-700', wallet, false)).toBeNull()
  expect(complaintOf('-700.01', wallet, false)).toBe('beyondAvailable')
})

test('nothing is no adjustment, unless it settles a withdrawal', () => {
  expect(complaintOf('0', wallet, false)).toBe('zero')
  expect(complaintOf('0.00', wallet, true)).toBeNull()
})

test('a settlement is from 0 to what is due, either way', () => {
  for (const [text, due, said] of [
    ['-52', -5200n, null],
    ['-10', -5200n, null],
    ['-52.01', -5200n, 'beyondDue'],
    ['61', -5200n, 'beyondDue'],
    ['100', 10000n, null],
    ['100.01', 10000n, 'beyondDue'],
    ['-1', 10000n, 'beyondDue'],
    ['1', 0n, 'beyondDue'],
    ['0', 0n, null],
  ] as const) {
    expect(complaintOf(text, wallet, true, due), text).toBe(said)
  }
})

test('what cannot be sent is complained about', () => {
  expect(complaintOf(' ', wallet, false)).toBe('needed')
  expect(complaintOf('abc', wallet, false)).toBe('wrong')
  expect(complaintOf('10000000000000.01', wallet, false)).toBe('tooMuch')
})

test('balance and available move together', () => {
  expect(afterwards(wallet, -10000n)).toEqual({ balance: 90000n, available: 60000n })
})
