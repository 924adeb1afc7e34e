import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { countedKey } from './key'
import { refreshDesk } from './refresh'

let counted = 1
let asked = 0
let queries: QueryClient
let stop: () => void

beforeEach(async () => {
  vi.useFakeTimers()
  counted = 1
  asked = 0
  queries = new QueryClient()
  const queryFn = () => {
    asked++
    return Promise.resolve({ counted, sum: BigInt(counted) }) // amounts are bigints
  }
  stop = new QueryObserver(queries, { queryKey: [...countedKey, 'stats'], queryFn }).subscribe(
    () => undefined,
  )
  await vi.advanceTimersByTimeAsync(0)
})

afterEach(() => {
  stop()
  queries.clear()
  vi.useRealTimers()
})

const shown = () => queries.getQueryData<{ counted: number }>([...countedKey, 'stats'])?.counted

test.each([300, 1_000, 4_000, 20_000])(
  'counters that follow an act after %d ms are shown within 3 s of it',
  async (lagMs) => {
    refreshDesk(queries)
    await vi.advanceTimersByTimeAsync(lagMs)
    counted = 0
    await vi.advanceTimersByTimeAsync(3_000)
    expect(shown()).toBe(0)
  },
)

test('what a first act moved late does not end the looking for a second one’s', async () => {
  refreshDesk(queries)
  await vi.advanceTimersByTimeAsync(1_000)
  refreshDesk(queries)
  counted = 0
  await vi.advanceTimersByTimeAsync(3_000)
  counted = -1
  await vi.advanceTimersByTimeAsync(3_000)
  expect(shown()).toBe(-1)
})

test('once they have followed, or never do, nobody goes on asking', async () => {
  for (const follows of [true, false]) {
    asked = 0
    counted = 1
    refreshDesk(queries)
    await vi.advanceTimersByTimeAsync(500)
    if (follows) counted = 0
    await vi.advanceTimersByTimeAsync(60_000)
    const sofar = asked
    expect(sofar).toBeLessThan(follows ? 8 : 20)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked).toBe(sofar)
  }
})
