import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useNavigate } from 'react-router'

import { useToasts } from '../feedback/Toasts'
import { AmountInput } from '../form/AmountInput'
import { DoubtNotice } from '../form/DoubtNotice'
import { PlainSelect, type Choice } from '../form/PlainSelect'
import { useAmountRules, useGatewayTextRules } from '../form/rules'
import { useDraft } from '../form/useDraft'
import { useIntention } from '../form/useIntention'
import { useMessages } from '../i18n/messages'
import { majorOf, typedMinorOf } from '../money/amount'
import { siteConfig } from '../session/config'
import { AvailableLine } from './AvailableLine'
import { createOrder, type OrderWish } from './orders'
import { orderWords } from './orderWords'
import { PageTitle } from './PageTitle'
import { moneyKey } from './wallet'

interface Fields {
  type: OrderWish['type']
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
  const toasts = useToasts()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form] = Form.useForm<Fields>()
  useDraft(form)
  const channels = channelChoices()
  const amountRules = useAmountRules()
  const textRules = useGatewayTextRules()
  const { submit, busy, doubt } = useIntention(createOrder, {
    about: 'an order',
    succeeded: (said, here) => {
      toasts.succeeded(said)
      void queries.invalidateQueries({ queryKey: moneyKey })
      if (here) void navigate('/withdrawal-list')
    },
    failed: toasts.failed,
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
          <Form.Item
            name="targetOwner"
            label={
              <>
                <span>{`${words.owner}\u00a0`}</span>
                <small>{`(${words.optional})`}</small>
              </>
            }
            rules={textRules}
          >
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
