import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'

import { part } from '../feedback/part'
import { useMessages } from '../i18n/messages'
import { cancelWords } from './cancelWords'

const CancelQuestion = lazy(part(() => import('./CancelQuestion')))

/** Takes back what waits for a review, once its user has said so again. */
export function CancelButton({ amount, send }: { amount: number | string; send: () => Promise<string> }) {
  const words = useMessages(cancelWords)
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button danger onClick={() => setAsked(true)}>
        {words.cancel}
      </Button>
      <Suspense>
        {asked && <CancelQuestion amount={amount} send={send} close={() => setAsked(false)} />}
      </Suspense>
    </>
  )
}
