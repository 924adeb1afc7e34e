import { Alert, Form, Modal, type FormInstance } from 'antd'
import { useId, useLayoutEffect, useState, type ReactNode } from 'react'

import { failureOf } from '../../api/failure'
import { useMessages } from '../../i18n/messages'
import { deskWords } from './deskWords'
import { useExplained } from './explained'

interface ActionDialogProps<Fields extends object> {
  title: string
  /** What the button does. */
  act: string
  danger?: boolean
  /** The field that is filled in first; without one, the button is at hand. */
  focus?: keyof Fields & string
  form: FormInstance<Fields>
  /** Everything that has to be seen before it is done is there. */
  ready?: boolean
  busy: boolean
  error: unknown
  meanwhile?: ReactNode
  send: (fields: Fields) => void
  /** It has been done: the dialog goes away. */
  done?: boolean
  /** What is to be known about what was done: then the dialog stays until it is closed. */
  told?: ReactNode
  /** When it has gone, and what opened it has the focus again. */
  close: () => void
  children: ReactNode
}

/**
 * Asks before something is done: what will happen, what has to be said about it, and a button that names it. Why it
 * was not done is said here too; after a conflict there is nothing to press again, but what happened meanwhile.
 */
export function ActionDialog<Fields extends object>({
  title,
  act,
  danger = false,
  focus,
  form,
  ready = true,
  busy,
  error,
  meanwhile,
  send,
  done = false,
  told = false,
  close,
  children,
}: ActionDialogProps<Fields>) {
  const words = useMessages(deskWords)
  const id = useId()
  const [dismissed, setDismissed] = useState(false)
  const kind = error === null ? null : failureOf(error).kind
  const conflict = kind === 'conflict'
  const tells = told !== false
  const over = conflict || tells
  // What is under way is not stopped by looking away: its outcome is waited for.
  return (
    <Modal
      open={!dismissed && (!done || tells)}
      title={title}
      width={520}
      mask={{ closable: false }}
      closable={!busy}
      keyboard={!busy}
      cancelButtonProps={{ disabled: busy }}
      onCancel={() => setDismissed(true)}
      cancelText={over ? words.close : words.cancel}
      okText={act}
      okButtonProps={{
        htmlType: 'submit',
        form: id,
        danger,
        disabled: !ready,
        loading: busy,
        hidden: over,
      }}
      afterOpenChange={(now) => {
        if (!now) close()
        else if (focus === undefined)
          // Not before it stands still: a key that is held down would press it.
          document.querySelector<HTMLElement>(`button[form="${CSS.escape(id)}"]`)?.focus()
      }}
    >
      <div aria-live="polite">
        {told}
        {kind !== null && kind !== 'expired' && <Refused error={error} meanwhile={meanwhile} />}
      </div>
      <Form id={id} form={form} layout="vertical" requiredMark={false} hidden={over} onFinish={send}>
        {children}
        {focus !== undefined && <FirstFocus form={form} field={focus} />}
      </Form>
    </Modal>
  )
}

/**
 * Gives a field the focus before the dialog is painted for the first time: whoever opened it may be typing already. It
 * stands behind the fields, so that they are there. A drawer below would take the focus back, as it learns only later
 * that a dialog is above it: so it does not hear of it.
 */
function FirstFocus<Fields>({ form, field }: { form: FormInstance<Fields>; field: keyof Fields & string }) {
  const [opener] = useState(() => document.activeElement)
  useLayoutEffect(() => {
    const unheard = (event: Event) => event.stopImmediatePropagation()
    addEventListener('focusin', unheard, { capture: true })
    form.focusField(field)
    removeEventListener('focusin', unheard, { capture: true })
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    }
  }, [form, field, opener])
  return null
}

function Refused({ error, meanwhile }: { error: unknown; meanwhile: ReactNode }) {
  const words = useMessages(deskWords)
  const explained = useExplained()
  const { kind } = failureOf(error)
  const conflict = kind === 'conflict'
  const unknown = kind === 'offline' || kind === 'fault' || kind === 'busy'
  return (
    <Alert
      className="refused"
      type={conflict ? 'warning' : 'error'}
      showIcon
      title={conflict ? words.meanwhile : words.notDone}
      {...(unknown && { title: explained(error) })}
      description={
        <>
          <span>{unknown ? words.unknown : explained(error)}</span>
          {(conflict || unknown || kind === 'arrived') && meanwhile}
        </>
      }
    />
  )
}
