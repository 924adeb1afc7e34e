import { Form } from 'antd'

import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { useAct } from '../desk/useAct'
import { unblockAccount, type BlockedAccount } from './blocks'
import { blockWords } from './blockWords'

/** Lets money go to an account again, by as many people as that takes. */
export function LiftBlockDialog({ block, close }: { block: BlockedAccount; close: () => void }) {
  const words = useMessages(blockWords)
  const [form] = Form.useForm<object>()
  const { submit, dialog } = useAct(unblockAccount, ({ lifted }) =>
    lifted ? words.didLift : words.didAskLift,
  )
  return (
    <ActionDialog
      title={words.liftTitle(block.account)}
      act={words.lift}
      danger
      form={form}
      {...dialog}
      send={() => submit(block.id)}
      close={close}
    >
      <p>{words.liftEffect}</p>
      {block.liftsNeeded > 1 && <p>{words.liftsNeeded(block.liftsNeeded)}</p>}
    </ActionDialog>
  )
}
