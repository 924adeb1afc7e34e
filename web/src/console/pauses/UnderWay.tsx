import { Alert } from 'antd'

import type { Schemas } from '../../api/client'
import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { withdrawalsPath } from '../desk/Owner'
import { pauseWords } from './pauseWords'

/** What was claimed before something was stopped, and may still be sent. */
export function UnderWay({
  of: { underWay, sentBy },
}: {
  of: Pick<Schemas['PauseSetAnswer']['data'], 'underWay' | 'sentBy'>
}) {
  const words = useMessages(pauseWords)
  const methodWord = useMethodWord()
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={words.underWay}
        description={words.underWayHint(formatMoment(sentBy))}
      />
      <ul className="history">
        {underWay.map(({ id, method, amount }) => (
          <li key={id}>
            <a href={withdrawalsPath(id)} className="code">
              {id}
            </a>
            <span>{` · ${methodWord(method)} · `}</span>
            <Amount of={amount} />
          </li>
        ))}
      </ul>
    </>
  )
}
