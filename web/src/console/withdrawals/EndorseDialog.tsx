import { Form } from 'antd'

import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import { formatAmount } from '../../money/amount'
import { ActionDialog } from '../desk/ActionDialog'
import { missingOf } from '../desk/approvable'
import { Approvals } from '../desk/Approvals'
import { AsRead } from './AsRead'
import { actWords, detailWords } from './detailWords'
import type { Withdrawal } from './filter'
import { ReviewFactsOf } from './ReviewFacts'
import { LastSteps } from './Timeline'
import { useWithdrawalAct } from './useWithdrawalAct'
import { review, useApproved, type Approved } from './withdrawals'

/**
 * Approves what takes several people: all of what is approved is shown once more, and what is approved is what was
 * shown. That its account was looked at is recorded.
 */
export function EndorseDialog({ withdrawal, close }: { withdrawal: Withdrawal; close: () => void }) {
  const words = useMessages(actWords)
  const detail = useMessages(detailWords)
  const [form] = Form.useForm<object>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, review, (now) =>
    now.status === 'pending' ? words.didEndorse(missingOf(now)) : words.didApprove,
  )
  const shown = useApproved(withdrawal.id)
  const last = missingOf(withdrawal) <= 1
  return (
    <ActionDialog
      title={words.approveTitle}
      act={detail.approve}
      form={form}
      ready={shown.data !== undefined}
      {...dialog}
      meanwhile={<LastSteps id={withdrawal.id} />}
      send={() => shown.data && submit({ id: withdrawal.id, contentHash: shown.data.contentHash })}
      close={close}
    >
      <AsRead of={shown} rows={6} show={(data) => <Content of={data} />} />
      <ReviewFactsOf id={withdrawal.id} />
      <p>{last ? words.approveEffect : words.endorseEffect}</p>
      <Approvals of={withdrawal} />
    </ActionDialog>
  )
}

/** All that an approval is about. */
function Content({ of: { whole } }: { of: Approved }) {
  const words = useMessages(detailWords)
  const methodWord = useMethodWord()
  const facts = [
    [words.amount, formatAmount(whole.amount)],
    [words.fee, formatAmount(whole.fee)],
    [words.net, formatAmount(whole.actualAmount)],
    [words.method, methodWord(whole.method)],
    [words.account, whole.account],
    [words.accountName, whole.accountName],
    [words.bank, whole.bankName],
    [words.typed, whole.bankCardInfo],
    [words.description, whole.description],
    [words.user, whole.userName === null ? whole.userId : `${whole.userName} · ${whole.userId}`],
    [words.id, whole.id],
  ] as const
  return (
    <>
      <dl className="preview receipt">
        {facts.map(
          ([label, value]) =>
            typeof value === 'string' &&
            value !== '' && (
              <div className="fact" key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <p className="quiet">{words.wholeDone}</p>
    </>
  )
}
