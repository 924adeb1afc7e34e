import type { UseQueryResult } from '@tanstack/react-query'
import { Pagination } from 'antd'
import type { Key, ReactNode } from 'react'

import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useMessages } from '../i18n/messages'
import { RecordTable, type Column } from './RecordTable'
import { totalOf } from './total'
import { useLastPage, usePage } from './usePage'
import { listWords } from './words'

/** How many rows a page of a list has. */
export const pageSize = 10

export interface RowsPage<Row> {
  rows: readonly Row[]
  total: number
  /** There may be more: not everything was looked through. */
  atLeast?: boolean
}

/** A list that is asked for page by page: its outline, its failure, its emptiness, or its rows. */
export function RecordList<Row>({
  label,
  query,
  columns,
  keyOf,
  empty,
  pageName,
  size = pageSize,
}: {
  label: string
  query: UseQueryResult<RowsPage<Row>>
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => Key
  empty: ReactNode
  /** What the address calls this list's page, where it has several lists. */
  pageName?: string
  size?: number
}) {
  const words = useMessages(listWords)
  const [page, go] = usePage(pageName)
  useLastPage(query, size, pageName)
  const retry = () => void query.refetch()
  if (!query.data) {
    return (
      <section className="card">
        {query.isError ? <FailureNotice error={query.error} retry={retry} /> : <Loading rows={8} />}
      </section>
    )
  }
  const { rows, atLeast = false } = query.data
  const total = totalOf(query.data, page, size)
  return (
    <section className="card list" aria-busy={query.isPlaceholderData}>
      {query.isError && <FailureNotice error={query.error} retry={retry} />}
      {total === 0 ? empty : <RecordTable label={label} columns={columns} rows={rows} keyOf={keyOf} />}
      {total > size && (
        <Pagination
          align="end"
          responsive
          current={page}
          pageSize={size}
          total={total}
          showSizeChanger={false}
          showTotal={(n) => (atLeast ? words.atLeast(n) : words.total(n))}
          onChange={go}
        />
      )}
    </section>
  )
}
