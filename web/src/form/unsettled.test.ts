import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { Failure, type FailureKind } from '../api/failure'

let made = 0
vi.mock('../api/client', () => ({ newIdempotencyKey: () => `key ${++made}` }))
vi.mock('./secret', () => ({
  hashOf: (...texts: string[]) => Promise.resolve(`hash of ${texts.map((text) => text.length).join('.')}`),
}))

const minute = 60_000
let kept: Record<string, string>

beforeEach(() => {
  kept = {}
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => (kept[name] = value),
  })
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The module as a page has it that was just loaded, or another tab. */
async function page() {
  vi.resetModules()
  return import('./unsettled')
}

const lost: readonly FailureKind[] = ['offline', 'fault', 'busy']
const request = { account: '13800001111', amount: 300 }

test('after an outcome that nobody knows, the next one goes under the same key, edited or not', async () => {
  const { begin } = await page()
  const first = await begin('recharge', request)
  for (const kind of lost) {
    first.settle(new Failure(kind))
    expect((await begin('recharge', { ...request, amount: 3000 })).once).toEqual({
      key: first.once.key,
      refuseDuplicates: true,
    })
  }
})

test('a reload and a second tab know it too, for ten minutes', async () => {
  const { once } = await (await page()).begin('recharge', request) // and the page is gone before its answer
  const other = await page()
  expect(await other.isUnsettled('recharge')).toBe(true)
  expect((await other.begin('recharge', request)).once.key).toBe(once.key)
  vi.advanceTimersByTime(10 * minute + 1)
  const late = await page()
  expect(await late.isUnsettled('recharge')).toBe(false)
  expect((await late.begin('recharge', request)).once.key).not.toBe(once.key)
})

test('what is stored are keys and hashes alone', async () => {
  const { begin } = await page()
  await begin('u1 a withdrawal to an account', request)
  expect(Object.keys(kept)).toEqual(['outflow.unsettled'])
  for (const told of ['13800001111', '300', 'u1', 'account'])
    expect(Object.values(kept)[0]).not.toContain(told)
})

test('after a success, or a refusal of the only one, the next one is another', async () => {
  const { begin } = await page()
  const settled = [
    null,
    ...(['invalid', 'forbidden', 'conflict', 'not-found', 'expired', 'duplicate', 'slowed'] as const).map(
      (kind) => new Failure(kind),
    ),
  ]
  for (const outcome of settled) {
    const first = await begin('recharge', request)
    first.settle(outcome)
    expect((await begin('other', request)).once.key).not.toBe(first.once.key)
    expect((await begin('recharge', request)).once.key).not.toBe(first.once.key)
    ;(await begin('recharge', request)).settle(null)
  }
})

test('a refusal of the second leaves the first in doubt', async () => {
  const { begin } = await page()
  const first = await begin('recharge', request)
  first.settle(new Failure('offline'))
  ;(await begin('recharge', { ...request, amount: 0 })).settle(new Failure('invalid'))
  expect((await begin('recharge', request)).once.key).toBe(first.once.key)
})

test('what is meant again is sent so when its answer is lost, and no other', async () => {
  const { begin } = await page()
  const again = await begin('recharge', request, true)
  expect(again.once.refuseDuplicates).toBe(false)
  again.settle(new Failure('offline'))
  expect((await (await page()).begin('recharge', request)).once).toEqual(again.once)
  expect((await begin('recharge', { ...request, amount: 3000 })).once.refuseDuplicates).toBe(true)
})

test('what is about something else has another key', async () => {
  const { begin } = await page()
  const keys = [await begin('one', request), await begin('another', request), await begin(undefined, request)]
  expect(new Set(keys.map(({ once }) => once.key)).size).toBe(3)
})

test('that the key was another request’s says that the first one arrived', async () => {
  const { begin } = await page()
  const told = (await begin('recharge', request)).settle(
    new Failure('conflict', 'Idempotency-Key 已用于另一个请求', {
      statements: [{ reason: 'idempotency_used', args: {} }],
    }),
  )
  expect(told).toMatchObject({ kind: 'arrived' })
})
