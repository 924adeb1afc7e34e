import { CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'

import { useToasts } from '../../feedback/Toasts'
import { useMessages } from '../../i18n/messages'
import { queueWords } from './queueWords'

/** Copies a text, so that nobody types it anew on a bank's pages. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const words = useMessages(queueWords)
  const toasts = useToasts()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      toasts.succeeded(words.copied)
    } catch {
      toasts.succeeded(words.notCopied)
    }
  }
  return (
    <Button
      size="small"
      type="text"
      icon={<CopyOutlined />}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
    />
  )
}
