import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'

/** What somebody decides about, once it was read; another content than this one is refused. */
export function AsRead<Data>({
  of: { data, isError, error, refetch },
  rows,
  show,
}: {
  of: UseQueryResult<Data>
  rows: number
  show: (data: Data) => ReactNode
}) {
  if (data !== undefined) return show(data)
  return isError ? <FailureNotice error={error} retry={() => void refetch()} /> : <Loading rows={rows} />
}
