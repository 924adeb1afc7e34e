import type { UseQueryResult } from '@tanstack/react-query'
import { Pagination } from 'antd'
import type { Key, ReactNode } from 'react'

import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useMessages } from '../i18n/messages'
import { RecordTable, type Column } from './RecordTable'
import { usePage } from './usePage'
import { listWords } from './words'

/** How many rows a page of a list has. */
export const pageSize = 10

export interface RowsPage<Row> {
  rows: readonly Row[]
  total: number
}

/** A list that is asked for page by page: its outline, its failure, its emptiness, or its rows. */
export function RecordList<Row>({
  label,
  query,
  columns,
  keyOf,
  empty,
}: {
  label: string
  query: UseQueryResult<RowsPage<Row>>
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => Key
  empty: ReactNode
}) {
  const words = useMessages(listWords)
  const [page, go] = usePage()
  const retry = () => void query.refetch()
  if (!query.data) {
    return (
      <section className="card">
        {query.isError ? <FailureNotice error={query.error} retry={retry} /> : <Loading rows={8} />}
      </section>
    )
  }
  const { rows, total } = query.data
  return (
    <section className="card list" aria-busy={query.isPlaceholderData}>
      {query.isError && <FailureNotice error={query.error} retry={retry} />}
      {total === 0 ? empty : <RecordTable label={label} columns={columns} rows={rows} keyOf={keyOf} />}
      {total > pageSize && (
        <Pagination
          align="end"
          responsive
          current={page}
          pageSize={pageSize}
          total={total}
          showSizeChanger={false}
          showTotal={(n) => words.total(n)}
          onChange={go}
        />
      )}
    </section>
  )
}
