/** How long something has waited, in the largest unit of which there is a whole one. */
export interface Waited {
  n: number
  unit: 'minutes' | 'hours' | 'days'
}

const minuteMs = 60_000
const [hourMinutes, dayMinutes] = [60, 24 * 60]

/** What two moments in the API's spelling are apart; nothing is less than no time. */
export function waitedOf(since: string, nowMs: number): Waited {
  const minutes = Math.max(Math.floor((nowMs - Date.parse(since)) / minuteMs), 0)
  if (minutes < hourMinutes) return { n: minutes, unit: 'minutes' }
  if (minutes < dayMinutes) return { n: Math.floor(minutes / hourMinutes), unit: 'hours' }
  return { n: Math.floor(minutes / dayMinutes), unit: 'days' }
}
