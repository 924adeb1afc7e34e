import { DisconnectOutlined, PauseCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import { useMay } from '../desk/me'
import { channelWords } from '../channels/channelWords'
import { LiftDialog } from './LiftDialog'
import { usePauses, type ChannelState, type Pause } from './pauses'
import { pauseWords } from './pauseWords'
import { useScopeWord } from './scopeWord'

/** Says on every page what is paused, by whom, why and until when. */
export function PauseBanner() {
  const { data } = usePauses()
  const [lifting, setLifting] = useState<Pause | null>(null)
  return (
    <>
      <div className="pauses" role="alert">
        {data?.pauses.map((pause) => (
          <Paused key={pause.scope} pause={pause} lift={() => setLifting(pause)} />
        ))}
        {data?.channels
          ?.filter(({ silent }) => silent)
          .map((channel) => (
            <Silent key={`${channel.direction}/${channel.channel}`} channel={channel} />
          ))}
      </div>
      {lifting && <LiftDialog pause={lifting} close={() => setLifting(null)} />}
    </>
  )
}

/** A channel that the gateway gives no word about: nobody has to lift that. */
function Silent({ channel }: { channel: ChannelState }) {
  const words = useMessages(channelWords)
  const { direction, name, since, lastSuccess, nextProbe } = channel
  return (
    <div className="pause">
      <DisconnectOutlined aria-hidden />
      <p>
        <strong>{direction === 'recharge' ? words.silentRecharge(name) : words.silentPayout(name)}</strong>
        {since !== undefined && <span>{` · ${words.since(formatMoment(since))}`}</span>}
        {lastSuccess !== undefined && <span>{` · ${words.lastSuccess(formatMoment(lastSuccess))}`}</span>}
        <span className="below">{words.effect}</span>
        {nextProbe !== undefined && <span className="below">{words.nextProbe(formatMoment(nextProbe))}</span>}
      </p>
    </div>
  )
}

function Paused({ pause, lift }: { pause: Pause; lift: () => void }) {
  const words = useMessages(pauseWords)
  const scopeWord = useScopeWord()
  const may = useMay()
  const { scope, by, byName = by, until, reason, holds, liftedBy = [] } = pause
  return (
    <div className="pause">
      <PauseCircleOutlined aria-hidden />
      <p>
        <strong>{words.banner(scopeWord(scope))}</strong>
        <span>{` · ${words.until(formatMoment(until))} · ${byName || words.outside} · ${reason}`}</span>
        {!holds && <span className="below">{words.unfinished}</span>}
        {liftedBy.length > 0 && <span className="below">{words.liftedBy(liftedBy.join(', '))}</span>}
      </p>
      {may('wallet', 'pay') && (
        <Button size="small" onClick={lift}>
          {words.lift}
        </Button>
      )}
    </div>
  )
}
