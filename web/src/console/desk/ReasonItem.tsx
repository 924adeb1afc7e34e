import { Form, Input } from 'antd'

import { useMessages } from '../../i18n/messages'
import { deskWords } from './deskWords'

const most = 200

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
        { max: most, message: words.tooLong(most) },
      ]}
    >
      <Input name="reason" autoComplete="off" maxLength={most} />
    </Form.Item>
  )
}
