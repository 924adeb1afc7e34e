import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Radio } from 'antd'
import { useNavigate } from 'react-router'

import type { Schemas } from '../api/client'
import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useToasts } from '../feedback/Toasts'
import { AmountInput } from '../form/AmountInput'
import { DoubtNotice } from '../form/DoubtNotice'
import { useAmountRules } from '../form/rules'
import { useDraft } from '../form/useDraft'
import { useIntention } from '../form/useIntention'
import { useMessages } from '../i18n/messages'
import { formatAmount, majorOf, typedMinorOf } from '../money/amount'
import { PageTitle } from './PageTitle'
import { createRecharge, useChannels } from './recharges'
import { rechargeWords } from './rechargeWords'
import { moneyKey } from './wallet'

type Channels = Schemas['ChannelsAnswer']['data']

/** Choosing a channel and an amount; paying itself happens on the gateway's page. */
export function RechargePage() {
  const words = useMessages(rechargeWords)
  const channels = useChannels()
  return (
    <>
      <PageTitle text={words.title} backTo="/dashboard" />
      <section className="card narrow">
        {channels.data ? (
          channels.data.length === 0 ? (
            <p>{words.noChannels}</p>
          ) : (
            <RechargeForm channels={channels.data} />
          )
        ) : channels.isError ? (
          <FailureNotice error={channels.error} retry={() => void channels.refetch()} />
        ) : (
          <Loading />
        )}
      </section>
    </>
  )
}

interface Fields {
  channelCode: string
  amount: string
}

function RechargeForm({ channels }: { channels: Channels }) {
  const words = useMessages(rechargeWords)
  const toasts = useToasts()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form] = Form.useForm<Fields>()
  useDraft(form)
  const chosen = Form.useWatch('channelCode', form) as string | undefined
  const bounds = channels.find(({ code }) => code === chosen)
  const amountRules = useAmountRules(bounds)
  const { submit, busy, doubt } = useIntention(createRecharge, {
    about: 'a recharge',
    succeeded: (order, here) => {
      queries.setQueryData([...moneyKey, 'recharge', order.id], order)
      void queries.invalidateQueries({ queryKey: moneyKey })
      if (!here) return
      if (order.url !== '') window.open(order.url, '_blank', 'noopener,noreferrer')
      void navigate(`/recharge/${order.id}`)
    },
    failed: toasts.failed,
  })
  return (
    <Form
      form={form}
      layout="vertical"
      size="large"
      requiredMark={false}
      initialValues={{ channelCode: channels[0]?.code, amount: '' }}
      onFinish={({ channelCode, amount }) =>
        submit({ channelCode, amount: majorOf(typedMinorOf(amount) ?? 0n) })
      }
    >
      <DoubtNotice doubt={doubt} records="/recharge-list" />
      <Form.Item
        name="channelCode"
        label={words.channel}
        rules={[{ required: true, message: words.channelNeeded }]}
      >
        <Radio.Group className="choices">
          {channels.map(({ code, name, min, max }) => (
            <Radio key={code} value={code}>
              <span>{`${name} `}</span>
              <small>{words.bounds(formatAmount(min), formatAmount(max))}</small>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item name="amount" label={words.amount} dependencies={['channelCode']} rules={amountRules}>
        <AmountInput />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {words.next}
      </Button>
    </Form>
  )
}
