import { expect, test } from 'vitest'

import { withoutUnseen } from './seen'

test.each([
  ['01AB01CD', '01AB01CD'],
  [' \ufeff\u200b01AB 01CD\u2060\u3000', '01AB 01CD'],
  ['\u3164', ''],
  ['张三\u00ad', '张三'],
])('%j is searched as %j', (typed, searched) => {
  expect(withoutUnseen(typed)).toBe(searched)
})
