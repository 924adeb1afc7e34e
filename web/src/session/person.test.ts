import { expect, test } from 'vitest'

import { personOf } from './person'

function tokenOf(claims: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims))
  const encoded = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
  return `e30.${encoded}.signature`
}

test('somebody’s name is read in any script', () => {
  expect(personOf(tokenOf({ sub: 'u1', name: '张三', role: 'user' }))).toEqual({
    sub: 'u1',
    name: '张三',
    role: 'user',
  })
})

test('who has no name is called by their subject, and a role that is no text is none', () => {
  expect(personOf(tokenOf({ sub: 'u1', role: ['admin'] }))).toEqual({ sub: 'u1', name: 'u1', role: '' })
})

test('a token that is no JWT is nobody’s', () => {
  for (const token of ['', 'opaque', 'a.b.c', 'e30.bm90IGpzb24.x']) {
    expect(personOf(token)).toEqual({ sub: '', name: '', role: '' })
  }
})
