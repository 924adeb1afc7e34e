import { describe, expect, test } from 'vitest'

import { formatAmount, majorOf, minorOf, typedMinorOf } from './amount'

describe('an amount', () => {
  test.each([
    ['0', 0n],
    ['0.1', 10n],
    ['100.05', 10005n],
    [' 7 ', 700n],
    ['-0.05', -5n],
    [0.07, 7n],
    [1000000, 100000000n],
    ['9007199254740993.01', 900719925474099301n], // more than a floating-point number holds
  ])('%s is read to the last 分', (text, minor) => {
    expect(minorOf(text)).toBe(minor)
  })

  test.each([
    '',
    '.',
    '1.',
    '.5',
    '1.234',
    '1e3',
    '1,000',
    '+1',
    '--1',
    '0x10',
    '一',
    NaN,
    Infinity,
    1e21,
    0.001,
  ])('%s is none', (text) => {
    expect(minorOf(text)).toBeNull()
  })

  test.each([
    ['0', '0.00'],
    ['5', '5.00'],
    ['999.5', '999.50'],
    ['1000', '1,000.00'],
    ['-1234567.89', '-1,234,567.89'],
    [5n, '0.05'],
    [-5n, '-0.05'],
    ['not an amount', 'not an amount'],
  ])('%s is shown as %s', (amount, shown) => {
    expect(formatAmount(amount)).toBe(shown)
  })

  test('is sent with the literal that it was typed with', () => {
    for (const typed of ['0.01', '0.29', '1.1', '4.35', '1000000', '999999.99']) {
      expect(JSON.stringify(majorOf(minorOf(typed) ?? 0n))).toBe(typed)
    }
  })
})

describe('what people type for an amount', () => {
  test.each([
    ['1,000', 100000n],
    ['１０００', 100000n],
    ['１，０００．５', 100050n],
    ['12,345,678.90', 1234567890n],
    ['1 000', 100000n],
    ['1\u202f000\u202f000', 100000000n],
    ['−5', -500n],
    ['－１，０００', -100000n],
    [' 100.5 ', 10050n],
  ])('%s is what is meant', (typed, minor) => {
    expect(typedMinorOf(typed)).toBe(minor)
  })

  test.each([
    '1,00',
    '1,0000',
    '1,000,00',
    '1,000 000',
    '0,500',
    ',100',
    '1.000,50',
    '1,5',
    '1e3',
    '１e3',
    '٣',
    '½',
  ])('%s could be another, and is none', (typed) => {
    expect(typedMinorOf(typed)).toBeNull()
  })
})
