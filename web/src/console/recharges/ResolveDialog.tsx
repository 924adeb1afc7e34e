import { Form } from 'antd'
import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
import { causeOf, readRecharge, resolve, type Recharge, type Resolution } from './recharges'
import { rechargeWords } from './rechargeWords'

/** An admin's decision about a recharge: what it will do is said before. */
export function ResolveDialog({
  recharge,
  action,
  close,
}: {
  recharge: Recharge
  action: Resolution
  close: () => void
}) {
  const words = useMessages(rechargeWords)
  const [form] = Form.useForm<{ reason: string }>()
  const alarmAlone = endsAlarm(recharge)
  const [before] = useState(recharge) // what the admin decided about, whatever is loaded meanwhile
  const did = (now: Recharge) =>
    action === 'credit'
      ? words.didCredit(formatAmount(now.creditedAmount ?? 0))
      : alarmAlone
        ? words.didAcknowledge
        : words.didClose
  const { submit, dialog } = useAct(resolve, did, {
    asBefore: async () => {
      const now = await readRecharge(before.id)
      return now.state === before.state && now.needsAttention === before.needsAttention
    },
  })
  const title =
    action === 'credit' ? words.creditTitle : alarmAlone ? words.acknowledgeTitle : words.closeTitle
  return (
    <ActionDialog
      title={title}
      act={action === 'credit' ? words.credit : alarmAlone ? words.acknowledge : words.close}
      danger={action === 'close' && !alarmAlone}
      focus="reason"
      form={form}
      {...dialog}
      meanwhile={<TargetHistory module="recharge" targetId={recharge.id} most={3} />}
      send={({ reason }) => submit({ id: recharge.id, action, reason: reason.trim() })}
      close={close}
    >
      <Effect recharge={recharge} action={action} />
      <ReasonItem {...(action === 'close' && { hint: words.reasonShown })} />
    </ActionDialog>
  )
}

/** Of what has ended already, closing ends the alarm and no more. */
export function endsAlarm(recharge: Recharge): boolean {
  const cause = causeOf(recharge)
  return cause === 'credited' || cause === 'closed'
}

function Effect({ recharge, action }: { recharge: Recharge; action: Resolution }) {
  const words = useMessages(rechargeWords)
  const user = recharge.escortName === '' ? recharge.escortId : recharge.escortName
  const cause = causeOf(recharge)
  const effects =
    action === 'credit'
      ? [
          cause === 'silent'
            ? words.creditUnknown(user)
            : words.creditExpected(formatAmount(recharge.receivedAmount ?? recharge.amount), user),
          words.creditElse,
        ]
      : cause === 'credited'
        ? [words.acknowledgeCredited(formatAmount(recharge.creditedAmount ?? 0)), words.acknowledgeFrozen]
        : cause === 'closed'
          ? [words.acknowledgeClosed]
          : [words.closeEffect, words.closeElse]
  return effects.map((effect) => <p key={effect}>{effect}</p>)
}
