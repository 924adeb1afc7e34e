import { Form } from 'antd'

import { ActionDialog } from './ActionDialog'
import { useAct } from './useAct'

/** The words of letting something go on that was stopped. */
interface LiftWords {
  lift: string
  liftEffect: string
  liftsNeeded: (n: number) => string
  didLift: string
  didAskLift: string
}

/** Lets something go on that was stopped, by as many people as that takes. */
export function LiftQuestion({
  title,
  words,
  needed,
  lift,
  close,
}: {
  title: string
  words: LiftWords
  needed: number
  lift: () => Promise<{ lifted: boolean }>
  close: () => void
}) {
  const [form] = Form.useForm<object>()
  const { submit, dialog } = useAct(lift, ({ lifted }) => (lifted ? words.didLift : words.didAskLift))
  return (
    <ActionDialog
      title={title}
      act={words.lift}
      danger
      form={form}
      {...dialog}
      send={() => submit(undefined)}
      close={close}
    >
      <p>{words.liftEffect}</p>
      {needed > 1 && <p>{words.liftsNeeded(needed)}</p>}
    </ActionDialog>
  )
}
