import { Button } from 'antd'
import { Link, useRouteError } from 'react-router'

import { useMessages } from '../i18n/messages'
import { Loading } from './Loading'
import { MissingPart } from './part'
import { PlainPage } from './PlainPage'
import { mayReload, reloadOnce } from './reload'
import { useWhenReachable } from './useWhenReachable'
import { feedbackWords } from './words'

/** What a page that throws leaves behind. Where a part of it is missing, it is loaded anew as soon as it can be. */
export function BrokenPage() {
  return useRouteError() instanceof MissingPart && mayReload() ? <Renewed /> : <Broken />
}

function Broken() {
  const words = useMessages(feedbackWords)
  return (
    <PlainPage title={words.broken}>
      <Button type="primary" onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </PlainPage>
  )
}

/** After a new version of the pages its old files are gone; without a connection all are. */
function Renewed() {
  const words = useMessages(feedbackWords)
  useWhenReachable(reloadOnce, 0)
  return (
    <main className="centred">
      <p role="status">{words.renewing}</p>
      <Loading />
    </main>
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
