import { useState } from 'react'

import type { Schemas } from '../../api/client'
import { useAct } from '../desk/useAct'
import { UnderWay } from './UnderWay'

type Stopped = Pick<Schemas['PauseSetAnswer']['data'], 'underWay' | 'sentBy'>

/** Stops something in a dialog, which stays to tell what was claimed before and may still be sent, where there is any. */
export function useStop<Request, Answer extends Stopped>(
  send: (request: Request) => Promise<Answer>,
  did: string,
) {
  const [stopped, setStopped] = useState<Answer | null>(null)
  const sendAndKeep = async (request: Request) => {
    const answer = await send(request)
    setStopped(answer)
    return answer
  }
  const { submit, dialog } = useAct(sendAndKeep, () => did)
  const tells = stopped !== null && stopped.underWay.length > 0
  return { submit, dialog: { ...dialog, told: tells && <UnderWay of={stopped} /> } }
}
