import { expect, test } from 'vitest'

import { usualOf } from './paidFrom'

const accounts = [{ id: 'cmb' }, { id: 'icbc' }]

test.each([
  ['the one of the last time', 'icbc', 'icbc'],
  ['the first, where none was chosen yet', '', 'cmb'],
  ['the first, where the last one is closed', 'gone', 'cmb'],
])('the account that is offered is %s', (_, last, want) => {
  expect(usualOf(accounts, last)).toBe(want)
})
