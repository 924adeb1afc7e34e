import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'

import type { RowsPage } from './RecordList'
import { pageInstead } from './total'

/** The page of a list, kept in the address under a name. */
export function usePage(name = 'page'): [page: number, go: (page: number) => void] {
  const [search, setSearch] = useSearchParams()
  const page = pageOf(search, name)
  return [page, (next) => setSearch(turnedTo(next, name))]
}

/** Leaves a page that has no rows any more for the last one that has. */
export function useLastPage(
  { data, isPlaceholderData }: UseQueryResult<RowsPage<unknown>>,
  size: number,
  name = 'page',
): void {
  const [search, setSearch] = useSearchParams()
  const instead =
    data === undefined || isPlaceholderData ? null : pageInstead(data, pageOf(search, name), size)
  useEffect(() => {
    if (instead !== null) setSearch(turnedTo(instead, name), { replace: true })
  }, [instead, name, setSearch])
}

function pageOf(search: URLSearchParams, name: string): number {
  const asked = Number(search.get(name))
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 1
}

const turnedTo = (page: number, name: string) => (old: URLSearchParams) => {
  const changed = new URLSearchParams(old)
  if (page === 1) changed.delete(name)
  else changed.set(name, String(page))
  return changed
}
