import { Button, Modal } from 'antd'

import { useMessages } from '../i18n/messages'
import { keepDrafts } from './drafts'
import { useSession } from './useSession'
import { signInFor } from './wayBack'
import { sessionWords } from './words'

/** Stands above a page whose session has ended. Signing in again comes back to it. */
export default function ExpiredQuestion({ here }: { here: string }) {
  const words = useMessages(sessionWords)
  const state = useSession()
  const again = () => {
    if (state.kind === 'expired') keepDrafts(state.person.sub)
    signInFor(here)
  }
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
      <Button type="primary" onClick={again}>
        {words.signInAgain}
      </Button>
    </Modal>
  )
}
