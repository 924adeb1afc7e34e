import { usePreferences } from '../../app/preferences'
import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { useAgeing } from './figures'
import { queueWords } from './queueWords'

const buckets = ['under1h', 'under4h', 'under1d', 'under3d', 'older'] as const

/** How long what waits on a tab has waited, and how much of it for too long. */
export function Ageing({ of: what }: { of: 'review' | 'payout' }) {
  const words = useMessages(queueWords)
  const { language } = usePreferences()
  const ageing = useAgeing().data?.[what]
  if (!ageing || buckets.every((bucket) => ageing[bucket] === 0)) return null
  const { late, withinHours, atLeast } = ageing
  return (
    <dl className="ageing">
      <dt>{atLeast === true ? `${words.aged} · ${words.least}` : words.aged}</dt>
      {buckets.map((bucket) => (
        <dd key={bucket} className={ageing[bucket] === 0 ? 'quiet' : ''}>
          <span>{`${words[bucket]} `}</span>
          <strong>{ageing[bucket].toLocaleString(language)}</strong>
        </dd>
      ))}
      {late > 0 && withinHours !== undefined && (
        <dd>
          <StateTag tone="bad">{words.lateOf(late.toLocaleString(language), withinHours)}</StateTag>
        </dd>
      )}
    </dl>
  )
}
