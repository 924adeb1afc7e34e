import { useState } from 'react'

import { FailureNotice } from '../../feedback/FailureNotice'
import { useMessages } from '../../i18n/messages'
import type { Filter } from './filter'
import { overviewWords } from './overviewWords'
import { StatCards } from './StatCards'
import { useTrend } from './figures'
import { rangeOf, todayOf } from './trend'
import { TrendChart } from './TrendChart'

/** Figures and the days' chart. On a narrow screen they are folded, so that the list is at hand. */
export function Overview({ filter }: { filter: Filter }) {
  const words = useMessages(overviewWords)
  const [open, setOpen] = useState(() => matchMedia('(min-width: 641px)').matches)
  return (
    <details className="overview" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.figures}</summary>
      {open && (
        <div className="overview-parts">
          <StatCards />
          <Trend filter={filter} />
        </div>
      )}
    </details>
  )
}

function Trend({ filter }: { filter: Filter }) {
  const words = useMessages(overviewWords)
  const range = rangeOf(filter, todayOf(new Date()))
  const trend = useTrend(range)
  const others = Object.keys(filter).some((name) => name !== 'startAt' && name !== 'endAt')
  return (
    <section className="card trend" aria-label={words.trend}>
      {range === null ? (
        <p className="quiet calm">{words.tooLong}</p>
      ) : trend.data ? (
        <TrendChart days={trend.data} range={range} note={others ? words.whole : null} />
      ) : (
        trend.isError && <FailureNotice error={trend.error} retry={() => void trend.refetch()} />
      )}
    </section>
  )
}
