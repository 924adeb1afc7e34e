import { expect, test } from 'vitest'

import { payeeUse, toneOfHolder, toneOfUse } from './reviewFacts'

test('an account that nobody has counted is neither new nor known', () => {
  expect(payeeUse({})).toBe('unknown')
  expect(payeeUse({ firstTime: true })).toBe('first')
  expect(payeeUse({ firstTime: false })).toBe('known')
})

test('what is not known is not shown as good', () => {
  expect(toneOfUse.unknown).not.toBe('good')
  expect(toneOfHolder.unknown).not.toBe('good')
})
