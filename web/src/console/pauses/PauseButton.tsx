import { PauseCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'

import { part } from '../../feedback/part'
import { useMessages } from '../../i18n/messages'
import { pauseWords } from './pauseWords'

const PauseDialog = lazy(part(() => import('./PauseDialog')))

/** The brake, at hand on every page. */
export function PauseButton() {
  const words = useMessages(pauseWords)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        className="pause-button"
        danger
        icon={<PauseCircleOutlined aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {words.pause}
      </Button>
      <Suspense>{open && <PauseDialog close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
