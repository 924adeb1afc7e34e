import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { FailureNotice } from '../../feedback/FailureNotice'
import { usePreferences } from '../../app/preferences'
import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { useStats } from './figures'
import { overviewWords } from './overviewWords'
import { todayOf } from './trend'

/** What waits, what is done, and what came today; each leads to its withdrawals. */
export function StatCards() {
  const words = useMessages(overviewWords)
  const stats = useStats()
  const { language } = usePreferences()
  if (stats.isError && !stats.data) {
    return <FailureNotice error={stats.error} retry={() => void stats.refetch()} />
  }
  const today = todayOf(new Date())
  const data = stats.data
  const count = (n: number | undefined): ReactNode =>
    n === undefined ? <Skeleton.Node active className="stat-waiting" /> : n.toLocaleString(language)
  const cards = [
    ['/console?status=pending', words.pending, data?.pendingCount, data?.pendingAmount],
    ['/console?status=approved', words.approved, data?.approvedCount, undefined],
    ['/console?status=completed', words.completed, data?.completedCount, data?.completedAmount],
    [`/console?startAt=${today}&endAt=${today}`, words.today, data?.todayCount, undefined],
  ] as const
  return (
    <ul className="stats">
      {cards.map(([to, label, n, amount]) => (
        <li key={to}>
          <Link to={to} className="card stat">
            <span>{label}</span>
            <strong>{count(n)}</strong>
            {amount !== undefined && <Amount of={amount} />}
          </Link>
        </li>
      ))}
    </ul>
  )
}
