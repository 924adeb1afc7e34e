import { Alert } from 'antd'

import { useMessages } from '../i18n/messages'
import { consoleWords } from './consoleWords'
import { useMe } from './desk/me'

/** Says for a day that somebody forced the policy past everybody's approval. */
export function GlassBanner() {
  const words = useMessages(consoleWords)
  if (useMe().data?.glassBroken !== true) return null
  return <Alert type="error" banner title={words.glassBroken} />
}
