import { Button } from 'antd'

import { PlainPage } from '../feedback/PlainPage'
import { useMessages } from '../i18n/messages'
import { signInFor } from './wayBack'
import { sessionWords } from './words'

export function SignedOutPage() {
  const words = useMessages(sessionWords)
  return (
    <PlainPage title={words.signedOut}>
      <Button type="primary" onClick={() => signInFor('/')}>
        {words.signIn}
      </Button>
    </PlainPage>
  )
}
