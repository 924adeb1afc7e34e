import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useState } from 'react'

import { useToasts } from '../../feedback/Toasts'
import { useIntention } from '../../form/useIntention'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { TargetHistory } from '../audit/TargetHistory'
import { ActionDialog } from '../desk/ActionDialog'
import { consoleKey } from '../desk/key'
import { ReasonItem } from '../desk/ReasonItem'
import { causeOf, resolve, type Recharge, type Resolution } from './recharges'
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
  const toasts = useToasts()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ reason: string }>()
  const [done, setDone] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const alarmAlone = endsAlarm(recharge)
  const reload = () => void queries.invalidateQueries({ queryKey: consoleKey })
  const { submit, busy } = useIntention(resolve, {
    succeeded: (now) => {
      toasts.succeeded(
        action === 'credit'
          ? words.didCredit(formatAmount(now.creditedAmount ?? 0))
          : alarmAlone
            ? words.didAcknowledge
            : words.didClose,
      )
      reload()
      setDone(true)
    },
    failed: (thrown) => {
      setError(thrown)
      reload()
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
      busy={busy}
      error={error}
      meanwhile={<TargetHistory module="recharge" targetId={recharge.id} most={3} />}
      send={({ reason }) => submit({ id: recharge.id, action, reason: reason.trim() })}
      done={done}
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
