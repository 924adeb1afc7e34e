import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'

import { answerOf, api, type Schemas } from '../api/client'
import { useMessages } from '../i18n/messages'
import { useMethodOfScope } from '../ledger/methodWords'
import { formatMoment } from '../time/moment'
import { pauseWords } from './pauseWords'

/** Pauses last for hours: whoever looks at a page learns of one within half a minute. */
const everyMs = 30_000

type OwnPause = Schemas['OwnPausesAnswer']['data']['pauses'][number]

type SilentChannel = NonNullable<Schemas['OwnPausesAnswer']['data']['silent']>[number]

/** Says on every page what is not paid out, or taken in, for now, and until when. */
export function PauseNotice() {
  const words = useMessages(pauseWords)
  const methodOf = useMethodOfScope()
  const { data } = useQuery({
    queryKey: ['pauses'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/wallet/pauses', { signal }))).data,
  })
  const said = ({ scope, until }: OwnPause) => {
    const when = formatMoment(until)
    const method = methodOf(scope)
    if (method !== null) return words.byMethod(method, when)
    return scope === 'recharge' ? words.recharges(when) : words.payouts(when)
  }
  const silent = ({ direction, channel, name }: SilentChannel) => (
    <Alert
      key={`${direction}/${channel}`}
      type="warning"
      banner
      title={direction === 'recharge' ? words.silentRecharge(name) : words.silentPayout(name)}
    />
  )
  return (
    <>
      {data?.pauses.map((pause) => (
        <Alert key={pause.scope} type="warning" banner title={said(pause)} />
      ))}
      {data?.silent?.map(silent)}
    </>
  )
}
