import { Form, Radio } from 'antd'

import { prefer } from '../../app/preferences'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { ActionDialog } from '../desk/ActionDialog'
import { AsRead } from './AsRead'
import { actWords } from './detailWords'
import type { Withdrawal } from './filter'
import { ConfirmItem } from './ConfirmItem'
import { PaidFromItem } from './PaidFromItem'
import { Receipt } from './Receipt'
import { LastSteps } from './Timeline'
import { TransactionNoItem } from './TransactionNoItem'
import { useWithdrawalAct } from './useWithdrawalAct'
import { payOut, useShown, type Detail } from './withdrawals'

type Way = 'manual' | 'channel'
type Payable = Withdrawal & Pick<Detail, 'payoutChannel'>

interface Fields {
  payoutMethod?: Way
  transactionNo?: string
  account?: string
  confirm: string
}

/** Pays a withdrawal out through the gateway, where it has a channel for its method, or records that it was paid. */
export function PayoutDialog({ withdrawal, close }: { withdrawal: Payable; close: () => void }) {
  const words = useMessages(actWords)
  const did = useDid()
  const [form] = Form.useForm<Fields>()
  const usual: Way = withdrawal.payoutChannel === undefined ? 'manual' : 'channel'
  // nothing before the first look
  const way = Form.useWatch('payoutMethod', form) ?? usual
  const { submit, dialog } = useWithdrawalAct(withdrawal, payOut, did)
  const shown = useShown(withdrawal.id)
  const amount = formatAmount((shown.data ?? withdrawal).netAmount)
  const accounts = shown.data?.payingAccounts
  const send = ({ confirm, transactionNo = '', account }: Fields) => {
    if (way === 'manual' && account !== undefined) prefer({ paidFrom: account })
    const sure = { id: withdrawal.id, operatorConfirmText: confirm, ...seenOf(shown.data) }
    submit(
      way === 'manual'
        ? {
            ...sure,
            payoutMethod: way,
            transactionNo: transactionNo.trim(),
            ...(account !== undefined && { account }),
          }
        : { ...sure, payoutMethod: way },
    )
  }
  return (
    <ActionDialog<Fields>
      title={words.payoutTitle}
      act={way === 'manual' ? words.doManual(amount) : words.doChannel(amount)}
      danger
      focus={usual === 'manual' ? 'transactionNo' : 'confirm'}
      form={form}
      ready={shown.data !== undefined}
      {...dialog}
      meanwhile={<LastSteps id={withdrawal.id} />}
      send={send}
      close={close}
    >
      <AsRead of={shown} rows={3} show={(data) => <Receipt of={data} />} />
      {withdrawal.payoutChannel === undefined ? (
        <p>{words.manualAlone}</p>
      ) : (
        <Form.Item name="payoutMethod" label={words.way} initialValue={usual}>
          <Radio.Group className="choices">
            <Radio value="channel">
              <span>{`${words.channel} `}</span>
              <small className="below">{words.channelHint}</small>
            </Radio>
            <Radio value="manual">
              <span>{`${words.manual} `}</span>
              <small className="below">{words.manualHint}</small>
            </Radio>
          </Radio.Group>
        </Form.Item>
      )}
      {way === 'manual' && accounts && <PaidFromItem accounts={accounts} />}
      {way === 'manual' && <TransactionNoItem />}
      <ConfirmItem />
    </ActionDialog>
  )
}

/** Sends one that is parked to the gateway again. */
export function ResendDialog({ withdrawal, close }: { withdrawal: Withdrawal; close: () => void }) {
  const words = useMessages(actWords)
  const did = useDid()
  const [form] = Form.useForm<Pick<Fields, 'confirm'>>()
  const { submit, dialog } = useWithdrawalAct(withdrawal, payOut, did)
  const shown = useShown(withdrawal.id)
  return (
    <ActionDialog<Pick<Fields, 'confirm'>>
      title={words.resendTitle}
      act={words.doChannel(formatAmount((shown.data ?? withdrawal).netAmount))}
      danger
      focus="confirm"
      form={form}
      ready={shown.data !== undefined}
      {...dialog}
      meanwhile={<LastSteps id={withdrawal.id} />}
      send={({ confirm }) =>
        submit({
          id: withdrawal.id,
          payoutMethod: 'channel',
          operatorConfirmText: confirm,
          ...seenOf(shown.data),
        })
      }
      close={close}
    >
      <AsRead of={shown} rows={3} show={(data) => <Receipt of={data} />} />
      <p>{words.resendEffect}</p>
      <ConfirmItem />
    </ActionDialog>
  )
}

/** What a request says of what was shown: nothing where one person is enough for everything. */
function seenOf(shown: Pick<Detail, 'contentHash'> | undefined) {
  return shown?.contentHash === undefined ? {} : { contentHash: shown.contentHash }
}

/** What a payout has come to, in words. */
function useDid(): (now: Pick<Detail, 'status' | 'transactionNo'>) => string {
  const words = useMessages(actWords)
  return ({ status, transactionNo }) => {
    if (status === 'processing') return words.didSend
    if (status !== 'completed') return words.didRefuse
    return transactionNo === undefined ? words.didComplete : words.didManual
  }
}
