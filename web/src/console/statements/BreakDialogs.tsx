import { Form, Input } from 'antd'

import { PlainSelect } from '../../form/PlainSelect'
import { longestText } from '../../form/rules'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
import { decideBreak, useBreaks, type Break } from './statements'
import { statementWords } from './statementWords'

interface Props {
  of: Break
  close: () => void
}

/** Gives a break an owner, a note, or both. */
export function NoteDialog({ of, close }: Props) {
  const words = useMessages(statementWords)
  const [form] = Form.useForm<{ owner?: string; note?: string }>()
  const { submit, dialog } = useAct(decideBreak, () => words.noteDid)
  return (
    <ActionDialog<{ owner?: string; note?: string }>
      title={words.note}
      act={words.noteAct}
      focus="note"
      form={form}
      {...dialog}
      send={({ owner = '', note = '' }) =>
        submit({ id: of.id, action: 'note', owner: owner.trim(), note: note.trim() })
      }
      close={close}
    >
      {of.notes.map(({ at, by, byName = by, text }) => (
        <p key={at} className="quiet">
          <span>{`${byName}: ${text}`}</span>
        </p>
      ))}
      <Form.Item
        name="note"
        label={words.note}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, note?: string) =>
              (note ?? '').trim() !== '' || String(getFieldValue('owner') ?? '').trim() !== ''
                ? Promise.resolve()
                : Promise.reject(new Error(words.noteNeeded)),
          }),
        ]}
      >
        <Input name="note" autoComplete="off" maxLength={longestText} />
      </Form.Item>
      <Form.Item name="owner" label={words.owner} {...(of.owner !== undefined && { initialValue: of.owner })}>
        <Input name="owner" autoComplete="off" maxLength={longestText} />
      </Form.Item>
    </ActionDialog>
  )
}

/** Ends a break by another one that takes it back to the cent. */
export function OffsetDialog({ of, close }: Props) {
  const words = useMessages(statementWords)
  const [form] = Form.useForm<{ with: string }>()
  const { submit, dialog } = useAct(decideBreak, () => words.offsetDid)
  const breaks = useBreaks(of.account, undefined)
  const others = (breaks.data ?? []).filter(({ id, amount }) => id !== of.id && amount === -of.amount)
  return (
    <ActionDialog<{ with: string }>
      title={words.offsetTitle}
      act={words.offset}
      form={form}
      {...dialog}
      send={(fields) => submit({ id: of.id, action: 'offset', with: fields.with })}
      close={close}
    >
      <p className="quiet">{words.offsetHint}</p>
      <Form.Item name="with" label={words.other} rules={[{ required: true, message: words.otherNeeded }]}>
        <PlainSelect
          options={[
            { value: '', label: '' },
            ...others.map(({ id, day, kind, amount, text = id }) => ({
              value: id,
              label: [day, words[`kind_${kind}`], formatAmount(amount), text].join(' '),
            })),
          ]}
        />
      </Form.Item>
    </ActionDialog>
  )
}

/** Ends a break for a reason, or proposes that. */
export function WriteOffDialog({ of, close }: Props) {
  const words = useMessages(statementWords)
  const [form] = Form.useForm<{ reason: string }>()
  const { submit, dialog } = useAct(decideBreak, () => words.writeOffDid)
  return (
    <ActionDialog<{ reason: string }>
      title={words.writeOffTitle}
      act={words.writeOff}
      danger
      focus="reason"
      form={form}
      {...dialog}
      send={({ reason }) => submit({ id: of.id, action: 'write_off', reason: reason.trim() })}
      close={close}
    >
      <p className="quiet">{words.writeOffHint}</p>
      <ReasonItem />
    </ActionDialog>
  )
}
