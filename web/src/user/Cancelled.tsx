import type { Parts } from '../api/sentences'
import { StateTag } from '../feedback/StateTag'
import { useMessages } from '../i18n/messages'
import { cancelWords } from './cancelWords'

/** Whether a withdrawal ended because its user took it back: the contracts have no state of their own for that. */
export const isCancelledByUser = (why: Parts | undefined) =>
  why?.statements.some(({ reason }) => reason === 'cancelled_by_user') === true

/** The state of what its user took back. */
export function Cancelled() {
  const words = useMessages(cancelWords)
  return <StateTag tone="over">{words.cancelled}</StateTag>
}
