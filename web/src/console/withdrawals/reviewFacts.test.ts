import { expect, test } from 'vitest'

import { isShared, payeeUse, toneOfHolder, toneOfUse } from './reviewFacts'

test('an account that nobody has counted is neither new nor known', () => {
  expect(payeeUse({})).toBe('unknown')
  expect(payeeUse({ firstTime: true })).toBe('first')
  expect(payeeUse({ firstTime: false })).toBe('known')
})

test('an account of other wallets is shown as shared, and one that was not looked through too', () => {
  expect(isShared({})).toBe(false)
  expect(isShared({ wallets: 1 })).toBe(false)
  expect(isShared({ wallets: 2 })).toBe(true)
  expect(isShared({ wallets: 1, walletsAtLeast: true })).toBe(true)
})

test('what is not known is not shown as good', () => {
  expect(toneOfUse.unknown).not.toBe('good')
  expect(toneOfHolder.unknown).not.toBe('good')
})
