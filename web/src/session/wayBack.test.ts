import { expect, test, vi } from 'vitest'

const signIn = vi.fn()
vi.mock('./session', () => ({ session: { signIn } }))
const kept = new Map<string, string>()
vi.stubGlobal('sessionStorage', {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, path: string) => kept.set(name, path),
  removeItem: (name: string) => kept.delete(name),
})

const { forgetWayBack, signInFor, wayBack } = await import('./wayBack')

test('who could not sign in goes on to where they wanted to go', () => {
  signInFor('/wallet/entries?type=freeze')
  expect(signIn).toHaveBeenCalledWith('/wallet/entries?type=freeze', false)
  expect(wayBack('/signed-in?error=access_denied')).toBe('/wallet/entries?type=freeze')
  expect(wayBack('/console/audit')).toBe('/console/audit')
})

test('once one is back, nothing is kept', () => {
  signInFor('/dashboard')
  forgetWayBack()
  expect(kept.size).toBe(0)
  expect(wayBack('/signed-in?error=access_denied')).toBe('/')
})
