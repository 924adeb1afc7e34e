import { Form, Input } from 'antd'

import { AmountInput } from '../../form/AmountInput'
import { DoubtNotice } from '../../form/DoubtNotice'
import { useMessages } from '../../i18n/messages'
import { formatAmount, majorOf } from '../../money/amount'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { isRechargeId } from '../desk/order'
import { auditsPath } from '../desk/Owner'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
import { afterwards, complaintOf, readSigned } from './adjustment'
import { adjust, useDueOf, type AdjustRequest, type Wallet } from './wallets'
import { adjustWords } from './walletWords'

interface Fields {
  amount: string
  reason: string
  withdrawalId?: string
}

/** A withdrawal's id or one of its numbers, or a recharge's, in any letter case. */
const withdrawalKey = /^([0-9A-HJKMNP-TV-Z]{8}[0-9]{14}|(WD|TX)[0-9]{27}|RC[0-9A-HJKMNP-TV-Z]{8}[0-9]{14})$/i

/** What is asked for by what was filled in. */
function requestOf({ userId }: Wallet, { amount, reason, withdrawalId = '' }: Fields): AdjustRequest {
  const id = withdrawalId.trim()
  return {
    userId,
    amount: majorOf(readSigned(amount) ?? 0n),
    reason: reason.trim(),
    ...(id !== '' && (isRechargeId(id) ? { rechargeId: id } : { withdrawalId: id })),
  }
}

/** What the button is called: it names the amount. */
function nameOf(amount: bigint | null, words: (typeof adjustWords)['zh']): string {
  if (amount === null) return words.act
  if (amount === 0n) return words.settle
  return amount > 0n ? words.add(formatAmount(amount)) : words.take(formatAmount(-amount))
}

/** An admin's change of a balance. What it will be is shown while one types, and the button names the amount. */
export function AdjustDialog({
  wallet,
  settles,
  close,
}: {
  wallet: Wallet
  /** The withdrawal whose contradiction is settled by it, where one came here for that. */
  settles: string | undefined
  close: () => void
}) {
  const words = useMessages(adjustWords)
  const [form] = Form.useForm<Fields>()
  const { submit, dialog, doubt } = useAct(adjust, ({ newBalance }) => words.did(formatAmount(newBalance)), {
    about: `the balance of ${wallet.userId}`,
  })
  const fields = Form.useWatch([], form) as Partial<Fields> | undefined // nothing before the first look
  const { amount: text = '', withdrawalId: settled = '' } = fields ?? {}
  const settling = settled.trim() !== ''
  const due = useDueOf(settled.trim(), settles)
  const complaint = complaintOf(text, wallet, settling, due)
  const amount = complaint === null ? readSigned(text) : null
  const complain = (typed: string): string | null => {
    const wrong = complaintOf(typed, wallet, settling, due)
    if (wrong === 'beyondDue') return words.beyondDue(formatAmount(due ?? 0n))
    if (wrong === 'beyondAvailable') return words.beyondAvailable(formatAmount(wallet.availableBalance))
    return wrong && words[wrong]
  }
  return (
    <ActionDialog<Fields>
      title={`${words.title} · ${wallet.userName ?? wallet.userId}`}
      act={nameOf(amount, words)}
      danger={amount !== null && amount < 0n}
      focus="amount"
      form={form}
      {...dialog}
      meanwhile={<TargetHistory module="wallet" targetId={wallet.userId} most={3} />}
      send={(typed) => submit(requestOf(wallet, typed))}
      close={close}
    >
      <DoubtNotice doubt={doubt} records={auditsPath('wallet', wallet.userId)} />
      <Form.Item
        name="amount"
        label={words.amount}
        extra={amount !== null && amount > 0n ? words.counts : words.hint}
        dependencies={['withdrawalId']}
        rules={[
          {
            validator: (_, typed: string | undefined) => {
              const said = complain(typed ?? '')
              return said === null ? Promise.resolve() : Promise.reject(new Error(said))
            },
          },
        ]}
      >
        <AmountInput size="middle" inputMode="text" />
      </Form.Item>
      <Preview wallet={wallet} amount={amount} />
      <ReasonItem />
      <Form.Item
        name="withdrawalId"
        label={words.settles}
        extra={words.settlesHint}
        initialValue={settles ?? ''}
        rules={[{ pattern: withdrawalKey, message: words.wrongId, transform: (id: string) => id.trim() }]}
      >
        <Input name="withdrawalId" autoComplete="off" className="code" />
      </Form.Item>
    </ActionDialog>
  )
}

function Preview({ wallet, amount }: { wallet: Wallet; amount: bigint | null }) {
  const words = useMessages(adjustWords)
  const after = amount === null ? null : afterwards(wallet, amount)
  const rows = [
    [words.balance, wallet.balance, after?.balance],
    [words.available, wallet.availableBalance, after?.available],
  ] as const
  return (
    <dl className="preview" aria-live="polite">
      {rows.map(([label, now, then]) => (
        <div className="fact" key={label}>
          <dt>{label}</dt>
          <dd className="amount">
            <span>{formatAmount(now)}</span>
            {then !== undefined && (
              <>
                <span>{' → '}</span>
                <strong>{formatAmount(then)}</strong>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
