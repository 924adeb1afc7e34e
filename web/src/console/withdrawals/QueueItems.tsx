import { Form, Select } from 'antd'

import { useMessages } from '../../i18n/messages'
import { ages } from './filter'
import { listWords } from './listWords'
import { queueWords } from './queueWords'

/** What who works through a queue looks for besides. */
export function QueueItems() {
  const words = useMessages(listWords)
  const queue = useMessages(queueWords)
  const options: Record<'holder' | 'payee' | 'olderThanHours', { value: string; label: string }[]> = {
    holder: (['differs', 'same', 'unknown'] as const).map((value) => ({
      value,
      label: queue[`holder.${value}`],
    })),
    payee: (['new', 'known'] as const).map((value) => ({ value, label: queue[`payee.${value}`] })),
    olderThanHours: ages.map((value) => ({ value, label: queue[`age.${value}`] })),
  }
  const labels = { holder: queue.holder, payee: queue.payee, olderThanHours: queue.age }
  return (['holder', 'payee', 'olderThanHours'] as const).map((name) => (
    <Form.Item key={name} name={name} label={labels[name]}>
      <Select allowClear placeholder={words.all} options={options[name]} />
    </Form.Item>
  ))
}
