import { Form, Input } from 'antd'

import { longestText } from '../../form/rules'
import { useMessages } from '../../i18n/messages'
import { deskWords } from './deskWords'

/** Why an admin does it: it is kept, and the API asks for it. */
export function ReasonItem({ hint }: { hint?: string }) {
  const words = useMessages(deskWords)
  return (
    <Form.Item
      name="reason"
      label={words.reason}
      extra={hint ?? words.reasonHint}
      rules={[
        { required: true, whitespace: true, message: words.reasonNeeded },
        { max: longestText, message: words.tooLong(longestText) },
      ]}
    >
      <Input name="reason" autoComplete="off" maxLength={longestText} />
    </Form.Item>
  )
}
