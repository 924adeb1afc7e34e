import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useState } from 'react'

import { useToasts } from '../../feedback/Toasts'
import { useIntention } from '../../form/useIntention'
import { useMessages } from '../../i18n/messages'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { consoleKey } from '../desk/key'
import { ReasonItem } from '../desk/ReasonItem'
import { setStatus, type Wallet, type WalletState } from './wallets'
import { walletWords } from './walletWords'

/** The words for what brings a wallet into a state. */
export const stepWords = {
  active: { act: 'toActive', title: 'toActiveTitle', effect: 'toActiveEffect', did: 'didActive' },
  frozen: { act: 'toFrozen', title: 'toFrozenTitle', effect: 'toFrozenEffect', did: 'didFrozen' },
  closed: { act: 'toClosed', title: 'toClosedTitle', effect: 'toClosedEffect', did: 'didClosed' },
} as const

/** Freezes, closes or reopens a wallet, for a reason. */
export function StatusDialog({ wallet, to, close }: { wallet: Wallet; to: WalletState; close: () => void }) {
  const words = useMessages(walletWords)
  const toasts = useToasts()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ reason: string }>()
  const [done, setDone] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const reload = () => void queries.invalidateQueries({ queryKey: consoleKey })
  const { submit, busy } = useIntention(setStatus, {
    succeeded: (status) => {
      toasts.succeeded(words[stepWords[status].did])
      reload()
      setDone(true)
    },
    failed: (thrown) => {
      setError(thrown)
      reload()
    },
  })
  const step = stepWords[to]
  return (
    <ActionDialog
      title={words[step.title]}
      act={words[step.act]}
      danger={to !== 'active'}
      focus="reason"
      form={form}
      busy={busy}
      error={error}
      meanwhile={<TargetHistory module="wallet" targetId={wallet.userId} most={3} />}
      send={({ reason }) => submit({ userId: wallet.userId, status: to, reason: reason.trim() })}
      done={done}
      close={close}
    >
      <p>{words[step.effect](wallet.userName ?? wallet.userId)}</p>
      <ReasonItem />
    </ActionDialog>
  )
}
