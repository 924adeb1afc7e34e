import { Alert, Form, Input, Select, Typography } from 'antd'
import { useState } from 'react'

import { longestText } from '../../form/rules'
import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { useAct } from '../desk/useAct'
import { addWebhook, newWebhookSecret, type NewWebhook, type WebhookSecret } from './webhooks'
import { webhookWords } from './webhookWords'

/** Another secret takes no field. */
type Fields = Partial<NewWebhook>

/** Adds an endpoint, or gives one another secret. Either way the secret is shown, and never again. */
export function WebhookDialog({ id, types, close }: { id?: string; types: string[]; close: () => void }) {
  const words = useMessages(webhookWords)
  const [form] = Form.useForm<Fields>()
  const [shown, setShown] = useState<WebhookSecret>()
  const { submit, dialog } = useAct(
    async (asked: NewWebhook) => {
      const made = await (id === undefined ? addWebhook(asked) : newWebhookSecret(id))
      setShown(made)
      return made
    },
    () => words.did,
  )
  const adds = id === undefined
  return (
    <ActionDialog<Fields>
      title={adds ? words.addTitle : words.newSecretTitle}
      act={adds ? words.add : words.newSecret}
      {...(adds && { focus: 'url' as const })}
      form={form}
      {...dialog}
      told={shown !== undefined && <Secret text={shown.secret} />}
      send={(fields) => {
        const { url = '', note = '', types: chosen = [] } = fields
        submit({
          url: url.trim(),
          ...(note.trim() !== '' && { note: note.trim() }),
          ...(chosen.length > 0 && { types: chosen }),
        })
      }}
      close={close}
    >
      <p className="quiet">{adds ? words.effect : `${words.newSecretEffect} ${words.effect}`}</p>
      {adds && (
        <>
          <Form.Item
            name="url"
            label={words.url}
            extra={words.urlHint}
            rules={[{ required: true, whitespace: true, message: words.urlNeeded }]}
          >
            <Input name="url" autoComplete="off" maxLength={longestText} />
          </Form.Item>
          <Form.Item name="types" label={words.types} extra={words.typesHint}>
            <Select mode="multiple" options={types.map((type) => ({ value: type, label: type }))} />
          </Form.Item>
          <Form.Item name="note" label={words.note}>
            <Input name="note" autoComplete="off" maxLength={longestText} />
          </Form.Item>
        </>
      )}
    </ActionDialog>
  )
}

function Secret({ text }: { text: string }) {
  const words = useMessages(webhookWords)
  return (
    <Alert
      type="success"
      showIcon
      title={words.secret}
      description={
        <Typography.Text className="code" copyable>
          {text}
        </Typography.Text>
      }
    />
  )
}
