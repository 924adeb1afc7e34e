import { Form } from 'antd'

import { PlainSelect } from '../../form/PlainSelect'
import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { longestHours, setPause, usePauses } from './pauses'
import { pauseWords } from './pauseWords'
import { useScopeWord } from './scopeWord'
import { useStop } from './useStop'

const hourChoices = [1, 2, 4, 8, 12, longestHours]

interface Fields {
  scope: string
  hours: string
  reason: string
}

/** Stops payouts, or recharges, at once; and says what was under way before. */
export default function PauseDialog({ close }: { close: () => void }) {
  const words = useMessages(pauseWords)
  const scopeWord = useScopeWord()
  const [form] = Form.useForm<Fields>()
  const scopes = usePauses().data?.scopes ?? ['all']
  const { submit, dialog } = useStop(setPause, words.didPause)
  return (
    <ActionDialog<Fields>
      title={words.title}
      act={words.act}
      danger
      focus="reason"
      form={form}
      {...dialog}
      send={({ scope, hours, reason }) => submit({ scope, hours: Number(hours), reason: reason.trim() })}
      close={close}
    >
      <p>{words.effect}</p>
      <Form.Item name="scope" label={words.scope} initialValue="all">
        <PlainSelect
          name="scope"
          options={scopes.map((scope) => ({ value: scope, label: scopeWord(scope) }))}
        />
      </Form.Item>
      <Form.Item name="hours" label={words.hours} initialValue="2">
        <PlainSelect
          name="hours"
          options={hourChoices.map((n) => ({ value: String(n), label: words.hoursOf(n) }))}
        />
      </Form.Item>
      <ReasonItem />
    </ActionDialog>
  )
}
