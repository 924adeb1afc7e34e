import { useEffect, useRef } from 'react'
import { Link, useSearchParams } from 'react-router'

import { usePreferences } from '../../app/preferences'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { anyStatus, searchOf, statuses, type Filter } from './filter'
import { listWords, statusWords } from './listWords'
import { useCounts, type Count } from './withdrawals'

/** A tab for each status, with how many the other filters find in it, and what they come to. */
export function StatusTabs({ filter }: { filter: Filter }) {
  const words = useMessages(listWords)
  const names = useMessages(statusWords)
  const { language } = usePreferences()
  const [search] = useSearchParams()
  const counts = useCounts(filter)
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a narrow screen the line of tabs is longer than the screen is wide.
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [filter.status])
  const spelled = ({ total, atLeast }: Count) => {
    const n = total.toLocaleString(language)
    return atLeast ? words.plus(n) : n
  }
  return (
    <nav ref={tabs} className="status-tabs" aria-label={words.byStatus}>
      {(['all', ...statuses] as const).map((tab) => {
        const chosen = tab === (filter.status ?? 'all')
        const wanted: Filter = tab === 'all' ? anyStatus(filter) : { ...filter, status: tab }
        const count = counts[tab]
        return (
          <Link
            key={tab}
            to={{ search: searchOf(wanted, search).toString() }}
            aria-current={chosen ? 'page' : undefined}
          >
            <span>{tab === 'all' ? words.all : names[tab]}</span>
            {count && <span className="tab-count">{spelled(count)}</span>}
            {count?.sum !== undefined && (
              <small className="tab-sum">
                {count.atLeast ? words.plus(formatAmount(count.sum)) : formatAmount(count.sum)}
              </small>
            )}
          </Link>
        )
      })}
    </nav>
  )
}
