import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import type { Withdrawal } from './filter'
import { queueWords } from './queueWords'
import { waitedOf } from './waited'

/** How long a withdrawal has waited for people, and whether that is too long. The list, which comes anew, keeps it true. */
export function Waiting({ of: { waitingSince, late } }: { of: Withdrawal }) {
  const words = useMessages(queueWords)
  if (waitingSince === undefined) return null
  // eslint-disable-next-line react-hooks/purity -- it is told in minutes, and every new list tells it anew
  const { n, unit } = waitedOf(waitingSince, Date.now())
  return (
    <span className="waited" title={formatMoment(waitingSince)}>
      <span>{words[unit](n)}</span>
      {late === true && <StateTag tone="bad">{words.late}</StateTag>}
    </span>
  )
}
