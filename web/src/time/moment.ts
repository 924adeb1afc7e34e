import { inZone } from './zone'

/** "2026-11-21 18:05:09" of an ISO 8601 moment, in the business time zone. */
export function formatMoment(moment: string): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return moment
  const { day, time } = inZone(at)
  return `${day} ${time}`
}
