import { useSearchParams } from 'react-router'

/** The withdrawal whose drawer is open, kept in the address. */
export function useOpen(): [id: string | null, open: (id: string | null) => void] {
  const [search, setSearch] = useSearchParams()
  const open = (id: string | null) =>
    setSearch((old) => {
      const changed = new URLSearchParams(old)
      if (id === null) changed.delete('id')
      else changed.set('id', id)
      return changed
    })
  return [search.get('id'), open]
}
