import { Form, Input } from 'antd'

import { longestText } from '../../form/rules'
import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { useStop } from '../pauses/useStop'
import { blockAccount } from './blocks'
import { blockWords } from './blockWords'

interface Fields {
  account: string
  reason: string
}

/** Stops what is paid to an account at once: one that is named, or that of a withdrawal; and says what was under way. */
export function BlockDialog({ withdrawalId, close }: { withdrawalId?: string; close: () => void }) {
  const words = useMessages(blockWords)
  const [form] = Form.useForm<Fields>()
  const { submit, dialog } = useStop(blockAccount, words.didBlock)
  const named = withdrawalId === undefined
  return (
    <ActionDialog<Fields>
      title={named ? words.blockTitle : words.payeeTitle}
      act={words.act}
      danger
      focus={named ? 'account' : 'reason'}
      form={form}
      {...dialog}
      send={({ account, reason }) =>
        submit(
          named
            ? { account: account.trim(), reason: reason.trim() }
            : { withdrawalId, reason: reason.trim() },
        )
      }
      close={close}
    >
      <p className="quiet">{words.effect}</p>
      {named && (
        <Form.Item
          name="account"
          label={words.account}
          extra={words.accountHint}
          rules={[{ required: true, whitespace: true, message: words.accountNeeded }]}
        >
          <Input name="account" autoComplete="off" maxLength={longestText} />
        </Form.Item>
      )}
      <ReasonItem />
    </ActionDialog>
  )
}
