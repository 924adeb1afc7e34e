import type { QueryClient } from '@tanstack/react-query'

import { consoleKey, countedKey } from './key'

/** The counters mostly lag by about a second: the first look after an act. */
const firstMs = 1_000
/** Within three seconds of an act they are looked at closely, so that they are right by then. */
const soonMs = 700
const soonLooks = 3
/** What the counters say later is shown so long after they say it, at most. */
const againMs = 2_000
/** How often they are looked at, where they do not move. */
const mostLooks = 15
/** They have moved since the act, and then stood still for this number of looks: nothing more will come. */
const calmLooks = 4

let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Asks for everything anew after an act, and again until the counters, which come after the rows, have followed.
 * A later act begins anew.
 */
export function refreshDesk(queries: QueryClient): void {
  clearTimeout(timer)
  let before: string | undefined // what they say at the act, as far as it is known
  let last: string | undefined
  let calm = 0
  let looks = 0
  const look = async () => {
    await queries.invalidateQueries({ queryKey: consoleKey })
    const now = figuresOf(queries)
    calm = before !== undefined && now !== before && now === last ? calm + 1 : 0
    last = now
    looks++
  }
  void queries.invalidateQueries({ queryKey: consoleKey }).then(() => {
    if (looks === 0) before = figuresOf(queries)
  })
  timer = setTimeout(run, firstMs)

  function run() {
    const mine = timer
    void look().then(() => {
      if (timer === mine && looks < mostLooks && calm < calmLooks)
        timer = setTimeout(run, looks < soonLooks ? soonMs : againMs)
    })
  }
}

/** Everything that is counted, as it is shown. */
function figuresOf(queries: QueryClient): string {
  const counted = queries.getQueriesData({ queryKey: countedKey })
  return JSON.stringify(counted, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
