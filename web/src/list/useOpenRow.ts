import { useLocation, useNavigate, useSearchParams } from 'react-router'

/** What a history entry says that was made by opening a row. */
const opened = { opened: true } as const

/**
 * The row whose drawer is open, kept in the address under a name. To close it is to go back to where it was opened, so
 * that Back never opens it again; one that came with the address is closed in its place.
 */
export function useOpenRow(name = 'id'): [id: string | null, open: (id: string) => void, close: () => void] {
  const [search, setSearch] = useSearchParams()
  const { state } = useLocation() as { state: unknown }
  const navigate = useNavigate()
  const open = (id: string) =>
    setSearch(
      (old) => {
        const changed = new URLSearchParams(old)
        changed.set(name, id)
        return changed
      },
      { state: search.has(name) && !isOpened(state) ? null : opened, replace: search.has(name) },
    )
  const close = () => {
    if (isOpened(state)) {
      void navigate(-1)
      return
    }
    setSearch(
      (old) => {
        const changed = new URLSearchParams(old)
        changed.delete(name)
        return changed
      },
      { replace: true },
    )
  }
  return [search.get(name), open, close]
}

function isOpened(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'opened' in state
}
