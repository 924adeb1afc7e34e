import { Form, Input } from 'antd'

import { useMessages } from '../../i18n/messages'
import { actWords } from './detailWords'

/** The word that has to be typed, letter for letter: the API compares it too. */
export function ConfirmItem() {
  const words = useMessages(actWords)
  return (
    <Form.Item
      name="confirm"
      label={words.confirm}
      validateTrigger="onSubmit"
      rules={[{ required: true, pattern: /^CONFIRM$/, message: words.confirmWrong }]}
    >
      <Input
        name="confirm"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        className="code"
      />
    </Form.Item>
  )
}
