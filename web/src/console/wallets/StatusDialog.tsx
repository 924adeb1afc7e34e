import { Form } from 'antd'

import { useMessages } from '../../i18n/messages'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
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
  const [form] = Form.useForm<{ reason: string }>()
  const { submit, dialog } = useAct(setStatus, ({ status }) => words[stepWords[status].did])
  const step = stepWords[to]
  return (
    <ActionDialog
      title={words[step.title]}
      act={words[step.act]}
      danger={to !== 'active'}
      focus="reason"
      form={form}
      {...dialog}
      meanwhile={<TargetHistory module="wallet" targetId={wallet.userId} most={3} />}
      send={({ reason }) => submit({ userId: wallet.userId, status: to, reason: reason.trim() })}
      close={close}
    >
      <p>{words[step.effect](wallet.userName ?? wallet.userId)}</p>
      <ReasonItem />
    </ActionDialog>
  )
}
