import { useTold } from '../../api/words'
import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import type { Withdrawal } from './filter'
import { holdWords } from './holdWords'

/** Why a withdrawal is on hold, until when, and what becomes of it then. */
export function HoldBox({ of: { hold } }: { of: Pick<Withdrawal, 'hold'> }) {
  const words = useMessages(holdWords)
  const told = useTold()
  if (hold === undefined) return null
  return (
    <div className="attention-box">
      <strong>{words.onHold}</strong>
      <p>{told(hold.reason, hold.reasonParts)}</p>
      <p className="quiet">{`${words.until(formatMoment(hold.until))} · ${words[hold.onExpiry]}`}</p>
    </div>
  )
}
