import { Form, Input } from 'antd'

import { useMessages } from '../../i18n/messages'
import { actWords } from './detailWords'

/** The API's bound of a transaction number. */
const longest = 128

/** The number under which the bank or the platform has what an admin has paid. */
export function TransactionNoItem() {
  const words = useMessages(actWords)
  return (
    <Form.Item
      name="transactionNo"
      label={words.transactionNo}
      extra={words.transactionHint}
      rules={[
        { required: true, whitespace: true, message: words.transactionNeeded },
        {
          pattern: /^[!-~]*$/,
          message: words.transactionWrong,
          transform: (typed: string) => typed.trim(),
        },
      ]}
    >
      <Input name="transactionNo" autoComplete="off" className="code" maxLength={longest} />
    </Form.Item>
  )
}
