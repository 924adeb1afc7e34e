import type { UseQueryResult } from '@tanstack/react-query'
import { Pagination } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'

import { usePreferences } from '../../app/preferences'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import type { RowsPage } from '../../list/RecordList'
import { RecordTable, type Column } from '../../list/RecordTable'
import { totalOf } from '../../list/total'
import { useLastPage, usePage } from '../../list/usePage'
import { pageSizeOf, pageSizes, type Withdrawal } from './filter'
import { listWords } from './listWords'

/** A page of withdrawals, its number and its size in the address. */
export function WithdrawalList({
  query,
  columns,
  above,
  empty,
}: {
  query: UseQueryResult<RowsPage<Withdrawal>>
  columns: readonly Column<Withdrawal>[]
  /** What is above the rows, where there are rows. */
  above?: ReactNode
  empty: ReactNode
}) {
  const words = useMessages(listWords)
  const { language } = usePreferences()
  const [page] = usePage()
  const [search, setSearch] = useSearchParams()
  const size = pageSizeOf(search)
  useLastPage(query, size)
  const go = (wanted: number, wantedSize: number) =>
    setSearch((old) => {
      const changed = new URLSearchParams(old)
      const next = wantedSize === size ? wanted : 1
      if (next === 1) changed.delete('page')
      else changed.set('page', String(next))
      if (wantedSize === pageSizes[0]) changed.delete('pageSize')
      else changed.set('pageSize', String(wantedSize))
      return changed
    })
  const retry = () => void query.refetch()
  if (!query.data) {
    return (
      <section className="card">
        {query.isError ? <FailureNotice error={query.error} retry={retry} /> : <Loading rows={12} />}
      </section>
    )
  }
  const { rows, atLeast = false } = query.data
  const total = totalOf(query.data, page, size)
  const n = total.toLocaleString(language)
  return (
    <section className="card list dense" aria-busy={query.isPlaceholderData}>
      {query.isError && <FailureNotice error={query.error} retry={retry} />}
      {total === 0 ? (
        empty
      ) : (
        <>
          {above}
          <RecordTable label={words.title} columns={columns} rows={rows} keyOf={({ id }) => id} />
          <div className="list-foot">
            <span className={atLeast ? 'warn' : 'quiet'} role={atLeast ? 'status' : undefined}>
              {atLeast ? words.atLeast(n) : words.total(n)}
            </span>
            <Pagination
              responsive
              current={page}
              pageSize={size}
              total={total}
              showSizeChanger
              pageSizeOptions={[...pageSizes]}
              onChange={go}
            />
          </div>
        </>
      )}
    </section>
  )
}
