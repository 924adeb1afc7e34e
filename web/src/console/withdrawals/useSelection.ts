import { useState } from 'react'

import type { Withdrawal } from './filter'

export interface Selection {
  /** Those that are selected, in the order in which they were. */
  chosen: readonly Withdrawal[]
  has: (id: string) => boolean
  set: (rows: readonly Withdrawal[], selected: boolean) => void
  /** Nothing but these. */
  keep: (ids: readonly string[]) => void
}

/**
 * The withdrawals that an admin has selected, over all pages of a list. Another list begins with none. What a page
 * shows and does not let select any more, as somebody has decided about it, is selected no more.
 */
export function useSelection(
  list: string,
  shown: readonly Withdrawal[],
  selectable: readonly Withdrawal[],
): Selection {
  const [state, setState] = useState<{ list: string; rows: ReadonlyMap<string, Withdrawal> }>({
    list,
    rows: new Map(),
  })
  const decided = new Set(shown.filter((row) => !selectable.includes(row)).map(({ id }) => id))
  const chosen = state.list === list ? [...state.rows].filter(([id]) => !decided.has(id)) : []
  const rows: ReadonlyMap<string, Withdrawal> = new Map(chosen)
  const change = (with_: (rows: Map<string, Withdrawal>) => void) =>
    setState((old) => {
      const changed = new Map(old.list === list ? old.rows : [])
      with_(changed)
      return { list, rows: changed }
    })
  return {
    chosen: [...rows.values()],
    has: (id) => rows.has(id),
    set: (these, selected) =>
      change((changed) => {
        for (const row of these) {
          if (selected) changed.set(row.id, row)
          else changed.delete(row.id)
        }
      }),
    keep: (ids) =>
      change((changed) => {
        const kept = new Set(ids)
        for (const id of [...changed.keys()]) if (!kept.has(id)) changed.delete(id)
      }),
  }
}
