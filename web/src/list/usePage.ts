import { useSearchParams } from 'react-router'

/** The page of a list, kept in the address under a name. */
export function usePage(name = 'page'): [page: number, go: (page: number) => void] {
  const [search, setSearch] = useSearchParams()
  const asked = Number(search.get(name))
  const page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1
  const go = (next: number) =>
    setSearch((old) => {
      const changed = new URLSearchParams(old)
      if (next === 1) changed.delete(name)
      else changed.set(name, String(next))
      return changed
    })
  return [page, go]
}
