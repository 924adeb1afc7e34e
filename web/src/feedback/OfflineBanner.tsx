import { Alert } from 'antd'

import { useMessages } from '../i18n/messages'
import { useOnline } from './useOnline'
import { feedbackWords } from './words'

export function OfflineBanner() {
  const online = useOnline()
  const words = useMessages(feedbackWords)
  return online ? null : <Alert type="warning" banner title={words.offline} />
}
