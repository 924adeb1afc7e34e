import { useSearchParams } from 'react-router'

/** The page of a list, kept in the address. */
export function usePage(): [page: number, go: (page: number) => void] {
  const [search, setSearch] = useSearchParams()
  const asked = Number(search.get('page'))
  const page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1
  const go = (next: number) =>
    setSearch((old) => {
      const changed = new URLSearchParams(old)
      if (next === 1) changed.delete('page')
      else changed.set('page', String(next))
      return changed
    })
  return [page, go]
}
