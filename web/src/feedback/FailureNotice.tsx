import { Alert, Button } from 'antd'

import { failureOf } from '../api/failure'
import { explain } from '../api/words'
import { usePreferences } from '../app/preferences'
import { useMessages } from '../i18n/messages'
import { feedbackWords } from './words'

/** Why something is not shown, and a way to try again. An expired session has its own question, above the page. */
export function FailureNotice({ error, retry }: { error: unknown; retry: () => void }) {
  const words = useMessages(feedbackWords)
  const { language } = usePreferences()
  return (
    <Alert
      type="error"
      showIcon
      title={words.failed}
      description={explain(failureOf(error), language)}
      action={<Button onClick={retry}>{words.retry}</Button>}
    />
  )
}
