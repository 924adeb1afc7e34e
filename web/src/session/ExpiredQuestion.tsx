import { Button, Modal } from 'antd'

import { useMessages } from '../i18n/messages'
import { session } from './session'
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
      <Button type="primary" onClick={() => void session.signIn(here)}>
        {words.signInAgain}
      </Button>
    </Modal>
  )
}
