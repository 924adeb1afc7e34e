import { Button } from 'antd'
import { Link } from 'react-router'

import { useMessages } from '../i18n/messages'
import { PlainPage } from './PlainPage'
import { feedbackWords } from './words'

/** What a page that throws leaves behind; so does a new version of the pages, as its old files are gone. */
export function BrokenPage() {
  const words = useMessages(feedbackWords)
  return (
    <PlainPage title={words.broken}>
      <Button type="primary" onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </PlainPage>
  )
}

export function NotFoundPage() {
  const words = useMessages(feedbackWords)
  return (
    <PlainPage title={words.notFound} hint={words.notFoundHint}>
      <Link to="/">{words.home}</Link>
    </PlainPage>
  )
}
