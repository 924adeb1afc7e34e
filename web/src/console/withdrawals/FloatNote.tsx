import { usePreferences } from '../../app/preferences'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { usePauses } from '../pauses/pauses'
import { queueWords } from './queueWords'

/** That payouts wait for the gateway's balance, where some do. */
export function FloatNote() {
  const words = useMessages(queueWords)
  const { language } = usePreferences()
  const float = usePauses().data?.float
  if (!float) return null
  const { count, amount, balance } = float
  return (
    <p className="float-note" role="status">
      {words.float(count.toLocaleString(language), formatAmount(amount), formatAmount(balance))}
    </p>
  )
}
