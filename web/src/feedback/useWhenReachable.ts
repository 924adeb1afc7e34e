import { useEffect, useEffectEvent } from 'react'

/** The longest between two looks. */
const longestMs = 10_000

/**
 * Does something once, as soon as the site is reached: it is looked for after `firstMs`, then now and then, and when
 * the browser says that it is online again. Null waits for nothing.
 */
export function useWhenReachable(then: () => void, firstMs: number | null): void {
  const reached = useEffectEvent(then)
  useEffect(() => {
    if (firstMs === null) return
    let over = false
    let looking = false
    let waitMs = Math.max(firstMs, 1_000)
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      if (looking) return
      looking = true
      clearTimeout(timer)
      const there = await fetch('/config.json', { cache: 'no-store' }).then(
        ({ ok }) => ok,
        () => false,
      )
      looking = false
      if (over) return
      if (there) {
        over = true
        reached()
        return
      }
      waitMs = Math.min(2 * waitMs, longestMs)
      timer = setTimeout(() => void look(), waitMs)
    }
    const online = () => void look()
    addEventListener('online', online)
    timer = setTimeout(() => void look(), firstMs)
    return () => {
      over = true
      clearTimeout(timer)
      removeEventListener('online', online)
    }
  }, [firstMs])
}
