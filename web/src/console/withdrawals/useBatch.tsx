import { useState } from 'react'

import type { Decision } from './batch'
import { BatchDialog } from './BatchDialog'
import type { Selection } from './useSelection'

/** One decision about several at a time, with its dialog and then its result: whatever becomes of the list meanwhile. */
export function useBatch(selection: Selection) {
  const [deciding, setDeciding] = useState<{ decision: Decision; rows: Selection['chosen'] } | null>(null)
  const decideAll = (decision: Decision) => setDeciding({ decision, rows: selection.chosen })
  const batchDialog = deciding && (
    <BatchDialog
      key={deciding.decision}
      {...deciding}
      keep={selection.keep}
      close={() => setDeciding(null)}
    />
  )
  return { decideAll, batchDialog }
}
