import { FilterOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select, type FormRule } from 'antd'
import { useId, useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import { majorOf, typedMinorOf } from '../../money/amount'
import { useStats } from './figures'
import type { Filter } from './filter'
import { listWords } from './listWords'
import { QueueItems } from './QueueItems'

type Fields = Omit<Filter, 'status' | 'sort'>

/** Until the API has said which methods there are. */
const usualMethods = ['bank', 'alipay', 'wechat']

const names = [
  'keyword',
  'method',
  'startAt',
  'endAt',
  'minAmount',
  'maxAmount',
  'needsAttention',
  'holder',
  'payee',
  'olderThanHours',
] as const satisfies readonly (keyof Fields)[]

/**
 * What is looked for, beside the status. It is asked for as a whole, so that nothing is loaded while one types. On a
 * narrow screen it is folded.
 */
export function WithdrawalFilters({ filter, apply }: { filter: Filter; apply: (wanted: Filter) => void }) {
  const words = useMessages(listWords)
  const [form] = Form.useForm<Fields>()
  const [unfolded, setUnfolded] = useState(false)
  const id = useId()
  const set = names.filter((name) => filter[name] !== undefined).length
  const send = (fields: Fields) => {
    const wanted: Record<string, string> = {}
    for (const name of names) {
      const text = fields[name]?.trim()
      if (text) wanted[name] = text
    }
    for (const name of ['minAmount', 'maxAmount'] as const) {
      const amount = typedMinorOf(wanted[name] ?? '')
      if (amount !== null) wanted[name] = String(majorOf(amount))
    }
    apply({ ...kept(filter), ...wanted })
    setUnfolded(false)
  }
  const reset = () => {
    form.setFields(names.map((name) => ({ name, value: undefined, errors: [] })))
    apply(kept(filter))
  }
  return (
    <>
      <Button
        className="filters-fold"
        icon={<FilterOutlined />}
        aria-expanded={unfolded}
        aria-controls={id}
        onClick={() => setUnfolded(!unfolded)}
      >
        {set === 0 ? words.filters : words.filtersOn(set)}
      </Button>
      <Form
        id={id}
        form={form}
        layout="vertical"
        className={unfolded ? 'card withdrawal-filters unfolded' : 'card withdrawal-filters'}
        initialValues={filter}
        onFinish={send}
      >
        <Items filter={filter} />
        <div className="filter-actions">
          <Button type="primary" htmlType="submit">
            {words.search}
          </Button>
          <Button onClick={reset}>{words.reset}</Button>
        </div>
      </Form>
    </>
  )
}

/** What stays whatever is looked for. */
const kept = ({ status, sort }: Filter): Filter => ({ ...(status && { status }), ...(sort && { sort }) })

function Items({ filter }: { filter: Filter }) {
  const words = useMessages(listWords)
  const methodWord = useMethodWord()
  const counted = useStats().data?.methods ?? usualMethods
  const methods =
    filter.method === undefined || counted.includes(filter.method) ? counted : [...counted, filter.method]
  const form = Form.useFormInstance<Fields>()
  const from = Form.useWatch('startAt', form) ?? filter.startAt
  const until = Form.useWatch('endAt', form) ?? filter.endAt
  const notBeforeFirst: FormRule = {
    validator: (_, day: string | undefined) =>
      !day || !from || from <= day ? Promise.resolve() : Promise.reject(new Error(words.datesCrossed)),
  }
  return (
    <>
      <Form.Item name="keyword" label={words.keyword} className="filter-keyword">
        <Input allowClear autoComplete="off" maxLength={200} placeholder={words.keywordHint} />
      </Form.Item>
      <Form.Item name="method" label={words.method}>
        <Select
          allowClear
          placeholder={words.all}
          options={methods.map((value) => ({ value, label: methodWord(value) }))}
        />
      </Form.Item>
      <Form.Item name="startAt" label={words.from}>
        <Input type="date" {...(until !== undefined && { max: until })} />
      </Form.Item>
      <Form.Item name="endAt" label={words.until} dependencies={['startAt']} rules={[notBeforeFirst]}>
        <Input type="date" {...(from !== undefined && { min: from })} />
      </Form.Item>
      <AmountItems />
      <Form.Item name="needsAttention" label={words.needsAttention}>
        <Select
          allowClear
          placeholder={words.all}
          options={[
            { value: 'true', label: words.attentionTrue },
            { value: 'false', label: words.attentionFalse },
          ]}
        />
      </Form.Item>
      <QueueItems />
    </>
  )
}

function AmountItems() {
  const words = useMessages(listWords)
  const form = Form.useFormInstance<Fields>()
  const amount: FormRule = {
    validator: (_, text: string | undefined) => {
      if (!text?.trim()) return Promise.resolve()
      const minor = typedMinorOf(text)
      return minor !== null && minor >= 0n ? Promise.resolve() : Promise.reject(new Error(words.amountWrong))
    },
  }
  const notBelowLeast: FormRule = {
    validator: (_, text: string | undefined) => {
      const [least, most] = [
        typedMinorOf((form.getFieldValue('minAmount') as string | undefined) ?? ''),
        typedMinorOf(text ?? ''),
      ]
      return least === null || most === null || least <= most
        ? Promise.resolve()
        : Promise.reject(new Error(words.amountsCrossed))
    },
  }
  return (
    <>
      <Form.Item name="minAmount" label={words.least} rules={[amount]}>
        <Input inputMode="decimal" autoComplete="off" placeholder="0.00" />
      </Form.Item>
      <Form.Item
        name="maxAmount"
        label={words.most}
        dependencies={['minAmount']}
        rules={[amount, notBelowLeast]}
      >
        <Input inputMode="decimal" autoComplete="off" placeholder="0.00" />
      </Form.Item>
    </>
  )
}
