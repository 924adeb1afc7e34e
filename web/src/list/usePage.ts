import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'

/** The page of a list, kept in the address under a name. */
export function usePage(name = 'page'): [page: number, go: (page: number) => void] {
  const [search, setSearch] = useSearchParams()
  const page = pageOf(search, name)
  return [page, (next) => setSearch(turnedTo(next, name))]
}

/** Leaves a page that has no rows any more for the last one that has. */
export function useLastPage(
  { data, isPlaceholderData }: UseQueryResult<{ rows: readonly unknown[]; total: number }>,
  size: number,
  name = 'page',
): void {
  const [search, setSearch] = useSearchParams()
  const last = data === undefined ? 0 : Math.ceil(data.total / size)
  const past = !isPlaceholderData && data?.rows.length === 0 && last > 0 && pageOf(search, name) > last
  useEffect(() => {
    if (past) setSearch(turnedTo(last, name), { replace: true })
  }, [past, last, name, setSearch])
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
