import { Form, Input } from 'antd'

import { AmountInput } from '../../form/AmountInput'
import { useMessages } from '../../i18n/messages'
import { majorOf, typedMinorOf } from '../../money/amount'
import { Amount } from '../../money/Amount'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { ConfirmItem } from './ConfirmItem'
import type { Withdrawal } from './filter'
import { returnWords } from './returnWords'
import { useWithdrawalAct } from './useWithdrawalAct'
import { recordReturn, resolveReturn, type ReturnDecision } from './withdrawals'

export type Returned = NonNullable<Withdrawal['returns']>[number]

/** The API's bounds. */
const longestReference = 64
const longestReason = 35

interface Fields {
  amount: string
  reason: string
  reference: string
  confirm: string
}

/** Records what the bank has sent back of a completed payout. */
export function ReturnDialog({ withdrawal, close }: { withdrawal: Withdrawal; close: () => void }) {
  const words = useMessages(returnWords)
  const [form] = Form.useForm<Fields>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, recordReturn, ({ proposalId, returns = [] }) => {
    if (proposalId !== undefined) return words.didPropose
    return returns.at(-1)?.state === 'parked' ? words.didPark : words.did
  })
  return (
    <ActionDialog
      title={words.title}
      act={words.act}
      focus="amount"
      form={form}
      {...dialog}
      meanwhile={<TargetHistory module="withdraw" targetId={withdrawal.id} most={3} />}
      send={({ amount, reason, reference, confirm }) =>
        submit({
          id: withdrawal.id,
          amount: majorOf(typedMinorOf(amount) ?? 0n),
          reason: reason.trim(),
          reference: reference.trim(),
          confirm,
        })
      }
      close={close}
    >
      <p className="quiet">{words.effect}</p>
      <Form.Item
        name="amount"
        label={words.amount}
        rules={[
          {
            validator: (_, typed: string | undefined) =>
              (typedMinorOf(typed ?? '') ?? 0n) > 0n
                ? Promise.resolve()
                : Promise.reject(new Error(words.amountNeeded)),
          },
        ]}
      >
        <AmountInput />
      </Form.Item>
      <Form.Item
        name="reason"
        label={words.reason}
        extra={words.reasonHint}
        rules={[{ required: true, whitespace: true, message: words.reasonNeeded }]}
      >
        <Input name="reason" autoComplete="off" maxLength={longestReason} />
      </Form.Item>
      <Form.Item
        name="reference"
        label={words.reference}
        extra={words.referenceHint}
        rules={[
          { required: true, whitespace: true, message: words.referenceNeeded },
          { pattern: /^[!-~]*$/, message: words.referenceWrong, transform: (typed: string) => typed.trim() },
        ]}
      >
        <Input name="reference" autoComplete="off" className="code" maxLength={longestReference} />
      </Form.Item>
      <ConfirmItem />
    </ActionDialog>
  )
}

/** Credits or closes a return that is parked, for a reason. */
export function ParkedReturnDialog({
  withdrawal,
  of,
  action,
  close,
}: {
  withdrawal: Withdrawal
  of: Returned
  action: ReturnDecision['action']
  close: () => void
}) {
  const words = useMessages(returnWords)
  const [form] = Form.useForm<{ reason: string; confirm: string }>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, resolveReturn, ({ proposalId }) =>
    proposalId === undefined ? words.didResolve : words.didPropose,
  )
  return (
    <ActionDialog
      title={action === 'credit' ? words.creditTitle : words.closeTitle}
      act={words[action]}
      danger={action === 'close'}
      focus="reason"
      form={form}
      {...dialog}
      meanwhile={<TargetHistory module="withdraw" targetId={withdrawal.id} most={3} />}
      send={({ reason, confirm }) =>
        submit({
          id: withdrawal.id,
          reference: of.reference,
          account: of.account,
          action,
          reason: reason.trim(),
          confirm,
        })
      }
      close={close}
    >
      <p>
        <Amount of={of.amount} />
        <span>{' · '}</span>
        <span className="code">{of.reference}</span>
      </p>
      <p className="quiet">{action === 'credit' ? words.creditEffect : words.closeEffect}</p>
      <ReasonItem />
      <ConfirmItem />
    </ActionDialog>
  )
}
