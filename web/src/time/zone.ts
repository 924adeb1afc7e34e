/** The business time zone's IANA name, once the site has told it; until then the reader's own counts. */
let zone: string | undefined

/** Days and moments are told in this zone from now on. One that the browser does not know changes nothing. */
export function setZone(name: string): void {
  try {
    formatterOf(name)
    zone = name
    formatter = undefined
  } catch {
    // An old browser without this zone: its own is better than none.
  }
}

function formatterOf(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}

let formatter: Intl.DateTimeFormat | undefined

/** A moment in the business time zone: "2026-11-21" and "18:05:09". */
export function inZone(moment: Date): { day: string; time: string } {
  formatter ??= formatterOf(zone)
  const parts = new Map(formatter.formatToParts(moment).map(({ type, value }) => [type, value]))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return {
    day: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}:${of('second')}`,
  }
}

/** The zone's name where its clocks now show another time than the reader's; else null. */
export function foreignZone(now: Date): string | null {
  if (zone === undefined) return null
  const there = inZone(now)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const here = `${day} ${two(now.getHours())}:${two(now.getMinutes())}`
  return `${there.day} ${there.time.slice(0, 5)}` === here ? null : zone
}
