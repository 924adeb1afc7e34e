import { Form } from 'antd'

import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { useAct } from '../desk/useAct'
import { liftPause, type Pause } from './pauses'
import { pauseWords } from './pauseWords'
import { useScopeWord } from './scopeWord'

/** Ends a pause before its time, by as many people as that takes. */
export function LiftDialog({ pause, close }: { pause: Pause; close: () => void }) {
  const words = useMessages(pauseWords)
  const scopeWord = useScopeWord()
  const [form] = Form.useForm<object>()
  const { submit, dialog } = useAct(liftPause, ({ lifted }) => (lifted ? words.didLift : words.didAskLift))
  return (
    <ActionDialog
      title={words.liftTitle(scopeWord(pause.scope))}
      act={words.lift}
      danger
      form={form}
      {...dialog}
      send={() => submit(pause.scope)}
      close={close}
    >
      <p>{words.liftEffect}</p>
      {pause.liftsNeeded > 1 && <p>{words.liftsNeeded(pause.liftsNeeded)}</p>}
    </ActionDialog>
  )
}
