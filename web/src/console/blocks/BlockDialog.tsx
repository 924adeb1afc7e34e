import { Form, Input } from 'antd'
import { useState } from 'react'

import { longestText } from '../../form/rules'
import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
import { UnderWay } from '../pauses/UnderWay'
import { blockAccount, type Blocked, type BlockRequest } from './blocks'
import { blockWords } from './blockWords'

interface Fields {
  account: string
  reason: string
}

/** Stops what is paid to an account at once: one that is named, or that of a withdrawal; and says what was under way. */
export function BlockDialog({ withdrawalId, close }: { withdrawalId?: string; close: () => void }) {
  const words = useMessages(blockWords)
  const [form] = Form.useForm<Fields>()
  const [set, setSet] = useState<Blocked | null>(null)
  const send = async (request: BlockRequest) => {
    const answer = await blockAccount(request)
    setSet(answer)
    return answer
  }
  const { submit, dialog } = useAct(send, () => words.didBlock)
  const tells = set !== null && set.underWay.length > 0
  const named = withdrawalId === undefined
  return (
    <ActionDialog<Fields>
      title={named ? words.blockTitle : words.payeeTitle}
      act={words.act}
      danger
      focus={named ? 'account' : 'reason'}
      form={form}
      {...dialog}
      told={tells && <UnderWay of={set} />}
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
