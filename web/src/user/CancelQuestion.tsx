import { useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'

import { failureOf } from '../api/failure'
import { useToasts } from '../feedback/Toasts'
import { useIntention } from '../form/useIntention'
import { useMessages } from '../i18n/messages'
import { formatAmount } from '../money/amount'
import { cancelWords } from './cancelWords'
import { moneyKey } from './wallet'

/**
 * Asks whether a withdrawal is really taken back. Where no outcome comes, it stays: to ask once more does no harm. What
 * was decided meanwhile is told, and there is nothing left to ask.
 */
export default function CancelQuestion({
  amount,
  send,
  close,
}: {
  amount: number | string
  send: () => Promise<string>
  close: () => void
}) {
  const words = useMessages(cancelWords)
  const toasts = useToasts()
  const queries = useQueryClient()
  const [open, setOpen] = useState(true)
  const { submit, busy } = useIntention(send, {
    succeeded: (said) => {
      toasts.succeeded(said)
      void queries.invalidateQueries({ queryKey: moneyKey })
      setOpen(false)
    },
    failed: (error) => {
      toasts.failed(error)
      void queries.invalidateQueries({ queryKey: moneyKey })
      const { kind } = failureOf(error)
      if (kind !== 'offline' && kind !== 'busy' && kind !== 'fault') setOpen(false)
    },
  })
  return (
    <Modal
      open={open}
      title={words.question(formatAmount(amount))}
      closable={!busy}
      keyboard={!busy}
      mask={{ closable: false }}
      cancelText={words.keep}
      cancelButtonProps={{ disabled: busy }}
      okText={words.act}
      okButtonProps={{ danger: true, loading: busy }}
      onOk={() => submit(undefined)}
      onCancel={() => setOpen(false)}
      afterOpenChange={(now) => {
        if (!now) close()
      }}
    >
      <p>{words.backAtOnce}</p>
    </Modal>
  )
}
