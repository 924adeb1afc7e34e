import { Alert } from 'antd'
import { useSyncExternalStore } from 'react'

import { useMessages } from '../i18n/messages'
import { feedbackWords } from './words'

function watch(tell: () => void): () => void {
  addEventListener('online', tell)
  addEventListener('offline', tell)
  return () => {
    removeEventListener('online', tell)
    removeEventListener('offline', tell)
  }
}

export function OfflineBanner() {
  const online = useSyncExternalStore(watch, () => navigator.onLine)
  const words = useMessages(feedbackWords)
  return online ? null : <Alert type="warning" banner title={words.offline} />
}
