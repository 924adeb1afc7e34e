import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { forgetDrafts, keepDrafts, takeDraft, watchForm } from './drafts'

const kept = new Map<string, string>()
vi.stubGlobal('sessionStorage', {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, text: string) => kept.set(name, text),
  removeItem: (name: string) => kept.delete(name),
})

beforeEach(() => {
  vi.useFakeTimers()
  kept.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

const typed = { amount: '1,000', targetAccount: '0387222126' }

test('what was typed is there once, for whoever typed it, on its own page', () => {
  const leave = watchForm('/withdrawal', () => typed)
  keepDrafts('u1')
  leave()
  expect(takeDraft('/recharge', 'u1')).toBeUndefined()
  expect(takeDraft('/withdrawal', 'u1')).toEqual(typed)
  expect(takeDraft('/withdrawal', 'u1')).toBeUndefined()
  expect(kept.size).toBe(0)
})

test('somebody else, and whoever comes late, finds nothing, and nothing stays', () => {
  const leave = watchForm('/withdrawal', () => typed)
  keepDrafts('u1')
  expect(takeDraft('/withdrawal', 'u2')).toBeUndefined()
  expect(kept.size).toBe(0)
  keepDrafts('u1')
  vi.advanceTimersByTime(600_000)
  expect(takeDraft('/withdrawal', 'u1')).toBeUndefined()
  expect(kept.size).toBe(0)
  leave()
})

test('a page that has gone has no form, and signing out forgets', () => {
  watchForm('/withdrawal', () => typed)()
  keepDrafts('u1')
  expect(kept.size).toBe(0)
  const leave = watchForm('/withdrawal', () => typed)
  keepDrafts('u1')
  forgetDrafts()
  expect(takeDraft('/withdrawal', 'u1')).toBeUndefined()
  leave()
})
