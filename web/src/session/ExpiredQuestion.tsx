import { Button, Modal } from 'antd'

import { useMessages } from '../i18n/messages'
import { signInFor } from './wayBack'
import { sessionWords } from './words'

/** Stands above a page whose session has ended. Signing in again comes back to it. */
export default function ExpiredQuestion({ here }: { here: string }) {
  const words = useMessages(sessionWords)
  return (
    <Modal
      open
      title={words.expired}
      closable={false}
      footer={null}
      keyboard={false}
      mask={{ closable: false }}
    >
      <p>{words.expiredHint}</p>
      <Button type="primary" onClick={() => signInFor(here)}>
        {words.signInAgain}
      </Button>
    </Modal>
  )
}
