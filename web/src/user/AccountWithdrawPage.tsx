import { Button, Form, Input, Radio, type FormRule } from 'antd'

import { AmountInput } from '../form/AmountInput'
import { DoubtNotice } from '../form/DoubtNotice'
import { OptionalLabel } from '../form/OptionalLabel'
import { longestText, useAmountRules } from '../form/rules'
import { useDraft } from '../form/useDraft'
import { useMessages } from '../i18n/messages'
import { useMethodWord } from '../ledger/methodWords'
import { formatAmount, typedMinorOf } from '../money/amount'
import { requestWithdrawal, type AccountRequest } from './accountWithdrawals'
import { accountWords } from './accountWords'
import { AvailableLine } from './AvailableLine'
import { PageTitle } from './PageTitle'
import { useWithdrawalRequest } from './useWithdrawalRequest'

const methods = ['wechat', 'alipay', 'bank'] as const

interface Fields {
  method: (typeof methods)[number]
  amount: string
  account: string
  accountName?: string
  bankName?: string
}

/** The amount is sent as a text: this contract takes its own form. */
function requestOf({ method, amount, account, accountName = '', bankName = '' }: Fields): AccountRequest {
  const minor = typedMinorOf(amount) ?? 0n
  const asked = { amount: formatAmount(minor).replaceAll(',', ''), account: account.trim() }
  return method === 'bank'
    ? { ...asked, method, accountName: accountName.trim(), bankName: bankName.trim() }
    : { ...asked, method, ...(accountName.trim() === '' ? {} : { accountName: accountName.trim() }) }
}

/** Asking for a withdrawal that an admin reviews. */
export function AccountWithdrawPage() {
  const words = useMessages(accountWords)
  const methodWord = useMethodWord()
  const [form] = Form.useForm<Fields>()
  useDraft(form)
  const amountRules = useAmountRules()
  const { submit, busy, doubt } = useWithdrawalRequest(requestWithdrawal, {
    about: 'a withdrawal to an account',
    list: '/wallet/withdrawals',
  })
  return (
    <>
      <PageTitle text={words.title} backTo="/wallet/withdrawals" />
      <section className="card narrow">
        <DoubtNotice doubt={doubt} records="/wallet/withdrawals" />
        <AvailableLine take={(all) => form.setFieldValue('amount', all)} />
        <Form
          form={form}
          layout="vertical"
          size="large"
          requiredMark={false}
          initialValues={{ method: 'wechat' }}
          onFinish={(fields) => submit(requestOf(fields))}
        >
          <Form.Item name="method" label={words.method}>
            <Radio.Group
              block
              optionType="button"
              options={methods.map((value) => ({ value, label: methodWord(value) }))}
            />
          </Form.Item>
          <AccountItems />
          <Form.Item name="amount" label={words.amount} rules={amountRules} extra={words.review}>
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

/** Where the money goes: a bank wants to know more of an account than the others do. */
function AccountItems() {
  const words = useMessages(accountWords)
  const byBank = (Form.useWatch('method') as Fields['method'] | undefined) === 'bank'
  const notTooLong: FormRule = { max: longestText, message: words.tooLong(longestText) }
  const needed = (message: string): FormRule[] => [{ required: true, whitespace: true, message }, notTooLong]
  return (
    <>
      <Form.Item
        name="account"
        label={byBank ? words.cardNumber : words.account}
        rules={needed(words.accountNeeded)}
      >
        <Input name="account" autoComplete="off" {...(byBank ? { inputMode: 'numeric' } : {})} />
      </Form.Item>
      <Form.Item
        name="accountName"
        label={byBank ? words.accountName : <OptionalLabel text={words.accountName} />}
        rules={byBank ? needed(words.accountNameNeeded) : [notTooLong]}
      >
        <Input name="accountName" autoComplete="name" />
      </Form.Item>
      {byBank && (
        <Form.Item name="bankName" label={words.bankName} rules={needed(words.bankNameNeeded)}>
          <Input name="bankName" autoComplete="off" />
        </Form.Item>
      )}
    </>
  )
}
