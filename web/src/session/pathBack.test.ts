import { expect, test } from 'vitest'

import { pathBack } from './pathBack'

test('one comes back to where one was', () => {
  for (const path of ['/', '/dashboard', '/wallet/entries?type=top_up&page=2', '/console/withdrawals/ABC']) {
    expect(pathBack(path)).toBe(path)
  }
})

test('one never comes out at another site, or in a circle', () => {
  const elsewhere = ['dashboard', 'https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example']
  for (const state of [undefined, 7, '', ...elsewhere, '/signed-in?code=1', '/signed-out']) {
    expect(pathBack(state)).toBe('/')
  }
})
