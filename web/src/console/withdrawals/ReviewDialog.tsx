import { Form } from 'antd'

import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { actWords, detailWords } from './detailWords'
import type { Withdrawal } from './filter'
import { ConfirmItem } from './ConfirmItem'
import { EndorseDialog } from './EndorseDialog'
import { Receipt } from './Receipt'
import { ReviewFactsOf } from './ReviewFacts'
import { LastSteps } from './Timeline'
import { useWithdrawalAct } from './useWithdrawalAct'
import { fail, review, useDetail } from './withdrawals'

interface Props {
  withdrawal: Withdrawal
  close: () => void
}

/** Lets a withdrawal go on to its payout. */
export function ApproveDialog({ withdrawal, close }: Props) {
  const words = useMessages(actWords)
  const detail = useMessages(detailWords)
  const [form] = Form.useForm<object>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, review, () => words.didApprove)
  if (withdrawal.approvalsNeeded !== undefined) return <EndorseDialog withdrawal={withdrawal} close={close} />
  return (
    <ActionDialog
      title={words.approveTitle}
      act={detail.approve}
      form={form}
      {...dialog}
      meanwhile={<LastSteps id={withdrawal.id} />}
      send={() => submit({ id: withdrawal.id })}
      close={close}
    >
      <Receipt of={withdrawal} />
      <ReviewFactsOf id={withdrawal.id} />
      <p>{words.approveEffect}</p>
    </ActionDialog>
  )
}

/** Refuses a withdrawal for a reason, and gives the money back. */
export function RejectDialog({ withdrawal, close }: Props) {
  const words = useMessages(actWords)
  const detail = useMessages(detailWords)
  const [form] = Form.useForm<{ reason: string }>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, review, () => words.didReject)
  return (
    <ActionDialog
      title={words.rejectTitle}
      act={detail.reject}
      danger
      focus="reason"
      form={form}
      {...dialog}
      meanwhile={<LastSteps id={withdrawal.id} />}
      send={({ reason }) => submit({ id: withdrawal.id, rejectReason: reason.trim() })}
      close={close}
    >
      <Receipt of={withdrawal} back />
      <p>{words.rejectEffect}</p>
      <ReasonItem hint={words.reasonShown} />
    </ActionDialog>
  )
}

/** Says that a payout did not happen, and gives the money back. */
export function FailDialog({ withdrawal, close }: Props) {
  const words = useMessages(actWords)
  const detail = useMessages(detailWords)
  const [form] = Form.useForm<{ reason: string; confirm?: string }>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, fail, () => words.didFail)
  const unknown = useDetail(withdrawal.id).data?.failNeedsConfirm === true
  return (
    <ActionDialog
      title={words.failTitle}
      act={detail.fail}
      danger
      focus="reason"
      form={form}
      {...dialog}
      meanwhile={<LastSteps id={withdrawal.id} />}
      send={({ reason, confirm }) =>
        submit({ id: withdrawal.id, reason: reason.trim(), ...(confirm !== undefined && { confirm }) })
      }
      close={close}
    >
      <Receipt of={withdrawal} back />
      <p>{withdrawal.status === 'processing' ? `${words.failEffect} ${words.failAsks}` : words.failEffect}</p>
      {unknown && <p>{words.failUnknown}</p>}
      <ReasonItem hint={words.reasonShown} />
      {unknown && <ConfirmItem />}
    </ActionDialog>
  )
}
