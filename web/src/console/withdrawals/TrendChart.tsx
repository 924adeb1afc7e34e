import { memo, useState, type PointerEvent } from 'react'
import { Link } from 'react-router'

import { usePreferences } from '../../app/preferences'
import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { formatAmount } from '../../money/amount'
import { overviewWords } from './overviewWords'
import { percentOf, togetherOf, type Day, type Range } from './trend'

/** The parts of a day's bar, from below. */
const parts = ['ended', 'open', 'refused'] as const

/** Of a day's width, how much its bar takes; and how wide a bar is at most, of the whole. */
const barShare = 0.72
const widest = 5

/**
 * Amounts above, numbers below, a bar for each day. A pointer reads a day off; everybody else has the summary in
 * words, and all of it as a table.
 */
export function TrendChart({
  days,
  range,
  note,
}: {
  days: readonly Day[]
  range: Range
  note: string | null
}) {
  const words = useMessages(overviewWords)
  const { language } = usePreferences()
  const [at, setAt] = useState<number | null>(null)
  const { count, amount, peak } = togetherOf(days)
  const pointed = at === null ? undefined : days[at]
  const number = (n: number) => n.toLocaleString(language)
  const summaryOf = ({ day, amount: most }: Day) =>
    words.summary(range.startAt, range.endAt, number(count), formatAmount(amount), day, formatAmount(most))
  return (
    <>
      <div className="trend-head">
        <h2>{words.trend}</h2>
        <span className="trend-read">
          {pointed
            ? `${pointed.day} · ${number(pointed.count)} · ${formatAmount(pointed.amount)}`
            : words.period(range.startAt, range.endAt, number(count), formatAmount(amount))}
        </span>
        <ul className="legend">
          {parts.map((part) => (
            <li key={part} className={`legend-${part}`}>
              {words[part]}
            </li>
          ))}
        </ul>
      </div>
      {peak === undefined ? (
        <p className="trend-nothing quiet">{words.nothing}</p>
      ) : (
        <>
          <Plot days={days} summary={summaryOf(peak)} at={at} setAt={setAt} />
          <div className="trend-days" aria-hidden="true">
            <span>{range.startAt}</span>
            <span>{range.endAt}</span>
          </div>
          <TrendTable days={days} />
        </>
      )}
      {note !== null && <small className="trend-note">{note}</small>}
    </>
  )
}

/** The days side by side, and the one of them, by its number, that a pointer is at. */
function Plot({
  days,
  summary,
  at,
  setAt,
}: {
  days: readonly Day[]
  summary: string
  at: number | null
  setAt: (at: number | null) => void
}) {
  const read = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const i = Math.floor(((event.clientX - left) / width) * days.length)
    setAt(i >= 0 && i < days.length ? i : null)
  }
  return (
    <div
      className="trend-plot"
      role="img"
      aria-label={summary}
      onPointerMove={read}
      onPointerLeave={() => setAt(null)}
    >
      <Bars days={days} />
      {at !== null && (
        <span
          className="trend-at"
          style={{ left: `${(at * 100) / days.length}%`, width: `${100 / days.length}%` }}
        />
      )}
    </div>
  )
}

/** The bars themselves, drawn once for the same days. */
const Bars = memo(function Bars({ days }: { days: readonly Day[] }) {
  const words = useMessages(overviewWords)
  const { language } = usePreferences()
  const mostAmount = days.reduce((most, { amount }) => (amount > most ? amount : most), 0n)
  const mostCount = Math.max(...days.map(({ count }) => count))
  const band = 100 / days.length
  const width = Math.min(band * barShare, widest)
  const x = (i: number) => `${i * band + (band - width) / 2}%`
  return (
    <>
      <span className="trend-most">{`${words.amounts} ${formatAmount(mostAmount)}`}</span>
      <svg className="trend-amounts" width="100%" height="72" aria-hidden="true">
        {days.map((day, i) => {
          let below = 0
          return parts.map((part) => {
            const height = percentOf(day[part], mostAmount)
            if (height === 0) return null
            below += height
            return (
              <rect
                key={`${day.day} ${part}`}
                className={`bar-${part}`}
                x={x(i)}
                y={`${100 - below}%`}
                width={`${width}%`}
                height={`${height}%`}
              />
            )
          })
        })}
      </svg>
      <span className="trend-most">{`${words.counts} ${mostCount.toLocaleString(language)}`}</span>
      <svg className="trend-counts" width="100%" height="24" aria-hidden="true">
        {days.map((day, i) => {
          const height = mostCount === 0 ? 0 : (day.count * 100) / mostCount
          return (
            height > 0 && (
              <rect
                key={day.day}
                className="bar-count"
                x={x(i)}
                y={`${100 - height}%`}
                width={`${width}%`}
                height={`${height}%`}
              />
            )
          )
        })}
      </svg>
    </>
  )
})

/** The days that have something, newest first; each leads to its withdrawals. */
function TrendTable({ days }: { days: readonly Day[] }) {
  const words = useMessages(overviewWords)
  const { language } = usePreferences()
  const [open, setOpen] = useState(false)
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.table}</summary>
      {open && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
        <div className="trend-rows" tabIndex={0} role="region" aria-label={words.trend}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.day}</th>
                <th scope="col">{words.counts}</th>
                {parts.map((part) => (
                  <th key={part} scope="col">
                    {words[part]}
                  </th>
                ))}
                <th scope="col">{words.total}</th>
              </tr>
            </thead>
            <tbody>
              {days
                .filter(({ count }) => count > 0)
                .reverse()
                .map((day) => (
                  <tr key={day.day}>
                    <th scope="row">
                      <Link to={`/console?startAt=${day.day}&endAt=${day.day}`}>{day.day}</Link>
                    </th>
                    <td>{day.count.toLocaleString(language)}</td>
                    {parts.map((part) => (
                      <td key={part}>
                        <Amount of={day[part]} />
                      </td>
                    ))}
                    <td>
                      <Amount of={day.amount} />
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}
