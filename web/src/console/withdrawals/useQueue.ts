import { useEffect, useRef, useState } from 'react'

import { useToasts } from '../../feedback/Toasts'
import { useMessages } from '../../i18n/messages'
import { besideOf } from './beside'
import type { Withdrawal } from './filter'
import { queueWords } from './queueWords'

export interface Queue {
  /** The rows beside the one that is open; null where there is none. */
  next: string | null
  previous: string | null
  /** How often a decision has led to another row: it has the focus then. */
  moved: number
  /** Somebody has decided about a row: if it is open, and the list is worked through, the next takes its place. */
  decided: (id: string) => void
}

/**
 * Goes through the rows of a list one after the other. Where it is worked through, as it has what waits for people alone, what follows the one that was decided about is opened in its place.
 * The list comes anew meanwhile, without what was decided, and with more at its end; one that is worked off is closed.
 */
export function useQueue(
  rows: readonly Withdrawal[],
  loading: boolean,
  openId: string | null,
  open: (id: string) => void,
  close: () => void,
  works: boolean,
): Queue {
  const words = useMessages(queueWords)
  const toasts = useToasts()
  const passed = useRef(new Set<string>())
  const [after, setAfter] = useState<string | null>(null)
  const [moved, setMoved] = useState(0)
  useEffect(() => {
    if (after === null) return
    const beside = besideOf(rows, after, 1, passed.current) ?? besideOf(rows, after, -1, passed.current)
    if (beside === null && loading) return // there may be more to come
    setAfter(null)
    if (beside === null) {
      toasts.succeeded(words.emptied)
      close()
    } else {
      setMoved((n) => n + 1)
      open(beside)
    }
  }, [after, rows, loading, open, close, toasts, words])
  return {
    next: openId === null ? null : besideOf(rows, openId, 1),
    previous: openId === null ? null : besideOf(rows, openId, -1),
    moved,
    decided: (id) => {
      passed.current.add(id)
      if (works && id === openId) setAfter(id)
    },
  }
}
