import { Form } from 'antd'

import { useMessages } from '../../i18n/messages'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { actWords, detailWords } from './detailWords'
import type { Withdrawal } from './filter'
import { TransactionNoItem } from './TransactionNoItem'
import { useWithdrawalAct } from './useWithdrawalAct'
import { correctNumber, type Detail } from './withdrawals'

/** Gives a payout by hand another transaction number, for a reason. */
export function CorrectDialog({
  withdrawal,
  close,
}: {
  withdrawal: Withdrawal & Pick<Detail, 'transactionNo'>
  close: () => void
}) {
  const words = useMessages(actWords)
  const detail = useMessages(detailWords)
  const [form] = Form.useForm<{ transactionNo: string; reason: string }>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, correctNumber, () => words.didCorrect)
  return (
    <ActionDialog
      title={detail.correct}
      act={words.doCorrect}
      focus="transactionNo"
      form={form}
      {...dialog}
      meanwhile={<TargetHistory module="withdraw" targetId={withdrawal.id} most={3} />}
      send={({ transactionNo, reason }) =>
        submit({ id: withdrawal.id, transactionNo: transactionNo.trim(), reason: reason.trim() })
      }
      close={close}
    >
      <p>
        <span>{`${words.numberNow} `}</span>
        <span className="code">{withdrawal.transactionNo}</span>
      </p>
      <p className="quiet">{words.correctEffect}</p>
      <TransactionNoItem />
      <ReasonItem />
    </ActionDialog>
  )
}
