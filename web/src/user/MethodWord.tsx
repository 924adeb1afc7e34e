import type { Schemas } from '../api/client'
import { useMethodWord } from '../ledger/methodWords'

export function MethodWord({ method }: { method: Schemas['Method'] }) {
  return <span>{useMethodWord()(method)}</span>
}
