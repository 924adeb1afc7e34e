import { beforeEach, expect, test, vi } from 'vitest'

import { Failure } from '../api/failure'
import { keyFor, settle } from './unsettled'

let made = 0
vi.mock('../api/client', () => ({ newIdempotencyKey: () => `key ${++made}` }))

beforeEach(() => {
  settle('recharge', null)
})

test('after an outcome that nobody knows, the next one goes under the same key', () => {
  const first = keyFor('recharge')
  for (const kind of ['offline', 'fault', 'busy', 'expired'] as const) {
    settle('recharge', new Failure(kind))
    expect(keyFor('recharge')).toBe(first)
  }
})

test('after a success or a refusal, the next one is another', () => {
  const settled = [
    null,
    ...(['invalid', 'forbidden', 'conflict', 'not-found'] as const).map((kind) => new Failure(kind)),
  ]
  for (const outcome of settled) {
    const first = keyFor('recharge')
    settle('recharge', outcome)
    expect(keyFor('recharge')).not.toBe(first)
  }
})

test('what is about something else has another key', () => {
  expect(keyFor('recharge')).not.toBe(keyFor('withdrawal'))
  expect(keyFor(undefined)).not.toBe(keyFor(undefined))
})

test('that the key was another request’s says that the first one arrived', () => {
  keyFor('recharge')
  const told = settle('recharge', new Failure('conflict', 'Idempotency-Key 已用于另一个请求'))
  expect(told).toMatchObject({ kind: 'arrived' })
})
