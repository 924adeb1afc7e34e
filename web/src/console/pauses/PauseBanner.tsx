import { PauseCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import { useMay } from '../desk/me'
import { LiftDialog } from './LiftDialog'
import { usePauses, type Pause } from './pauses'
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
      </div>
      {lifting && <LiftDialog pause={lifting} close={() => setLifting(null)} />}
    </>
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
