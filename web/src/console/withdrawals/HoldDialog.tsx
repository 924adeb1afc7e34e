import { Form } from 'antd'

import { PlainSelect } from '../../form/PlainSelect'
import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import type { Withdrawal } from './filter'
import { holdWords } from './holdWords'
import { useWithdrawalAct } from './useWithdrawalAct'
import { putHold, release } from './withdrawals'

const hourChoices = [4, 24, 72, 168]

interface Fields {
  hours: string
  onExpiry: 'reject' | 'escalate'
  reason: string
}

interface Props {
  withdrawal: Withdrawal
  close: () => void
}

/** Stops one withdrawal until somebody releases it. */
export function HoldDialog({ withdrawal, close }: Props) {
  const words = useMessages(holdWords)
  const [form] = Form.useForm<Fields>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, putHold, () => words.didHold)
  return (
    <ActionDialog
      title={words.holdTitle}
      act={words.doHold}
      focus="reason"
      form={form}
      {...dialog}
      send={({ hours, onExpiry, reason }) =>
        submit({ id: withdrawal.id, hours: Number(hours), onExpiry, reason: reason.trim() })
      }
      close={close}
    >
      <p className="quiet">{words.holdEffect}</p>
      <Form.Item name="hours" label={words.hours} initialValue="24">
        <PlainSelect
          name="hours"
          options={hourChoices.map((n) => ({ value: String(n), label: words.hoursOf(n) }))}
        />
      </Form.Item>
      <Form.Item name="onExpiry" label={words.onExpiry} initialValue="escalate">
        <PlainSelect
          name="onExpiry"
          options={(['escalate', 'reject'] as const).map((end) => ({ value: end, label: words[end] }))}
        />
      </Form.Item>
      <ReasonItem />
    </ActionDialog>
  )
}

/** Takes a hold away. It approves nothing. */
export function ReleaseDialog({ withdrawal, close }: Props) {
  const words = useMessages(holdWords)
  const [form] = Form.useForm<Pick<Fields, 'reason'>>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, release, () => words.didRelease)
  return (
    <ActionDialog
      title={words.releaseTitle}
      act={words.doRelease}
      focus="reason"
      form={form}
      {...dialog}
      send={({ reason }) => submit({ id: withdrawal.id, reason: reason.trim() })}
      close={close}
    >
      <p className="quiet">{words.releaseEffect}</p>
      <ReasonItem />
    </ActionDialog>
  )
}
