import { expect, test } from 'vitest'

import { besideOf } from './beside'

const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }))

test('what was decided is passed, and the list goes on behind it', () => {
  expect(besideOf(rows, 'b', 1)).toBe('c')
  expect(besideOf(rows, 'b', 1, new Set(['b', 'c']))).toBe('d')
  expect(besideOf(rows, 'd', 1)).toBe(null)
  expect(besideOf(rows, 'c', -1)).toBe('b')
  expect(besideOf(rows, 'a', -1)).toBe(null)
})

test('where the list has come without it, the first that is left is next', () => {
  expect(besideOf(rows, 'gone', 1, new Set(['gone', 'a']))).toBe('b')
  expect(besideOf([], 'gone', 1)).toBe(null)
})
