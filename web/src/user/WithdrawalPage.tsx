import { Button, Form, Input } from 'antd'

import { AmountInput } from '../form/AmountInput'
import { DoubtNotice } from '../form/DoubtNotice'
import { OptionalLabel } from '../form/OptionalLabel'
import { PlainSelect, type Choice } from '../form/PlainSelect'
import { useAmountRules, useGatewayTextRules } from '../form/rules'
import { useDraft } from '../form/useDraft'
import { useMessages } from '../i18n/messages'
import { majorOf, typedMinorOf } from '../money/amount'
import { siteConfig } from '../session/config'
import { AvailableLine } from './AvailableLine'
import { createOrder, type OrderRequest } from './orders'
import { orderWords } from './orderWords'
import { PageTitle } from './PageTitle'
import { useWithdrawalRequest } from './useWithdrawalRequest'

interface Fields {
  type: OrderRequest['type']
  targetOwner?: string
  targetAccount: string
  amount: string
}

/** The channels to choose from. The document's only one is there in any case: the API says whether it is open. */
function channelChoices(): readonly Choice[] {
  const channels = siteConfig().channels ?? []
  if (channels.length === 0) return [{ value: 'MVola', label: 'MVola' }]
  return channels.map(({ method, name }) => ({ value: method, label: name }))
}

/** Asking for a payout through the gateway. */
export function WithdrawalPage() {
  const words = useMessages(orderWords)
  const [form] = Form.useForm<Fields>()
  useDraft(form)
  const channels = channelChoices()
  const amountRules = useAmountRules()
  const textRules = useGatewayTextRules()
  const { submit, busy, doubt } = useWithdrawalRequest(createOrder, {
    about: 'an order',
    list: '/withdrawal-list',
  })
  const send = ({ type, targetOwner = '', targetAccount, amount }: Fields) =>
    submit({
      type,
      targetOwner: targetOwner.trim(),
      targetAccount: targetAccount.trim(),
      amount: majorOf(typedMinorOf(amount) ?? 0n),
    })
  return (
    <>
      <PageTitle text={words.title} backTo="/dashboard" />
      <section className="card narrow">
        <DoubtNotice doubt={doubt} records="/withdrawal-list" />
        <AvailableLine take={(all) => form.setFieldValue('amount', all)} />
        <Form
          form={form}
          layout="vertical"
          size="large"
          requiredMark={false}
          initialValues={{ type: channels[0]?.value }}
          onFinish={send}
        >
          <Form.Item name="type" label={words.type}>
            <PlainSelect name="type" options={channels} />
          </Form.Item>
          <Form.Item name="targetOwner" label={<OptionalLabel text={words.owner} />} rules={textRules}>
            <Input name="targetOwner" autoComplete="name" />
          </Form.Item>
          <Form.Item
            name="targetAccount"
            label={words.account}
            rules={[{ required: true, whitespace: true, message: words.accountNeeded }, ...textRules]}
          >
            <Input name="targetAccount" autoComplete="off" />
          </Form.Item>
          <Form.Item name="amount" label={words.amount} rules={amountRules}>
            <AmountInput />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            {words.submit}
          </Button>
        </Form>
      </section>
    </>
  )
}
