import { DeleteOutlined, StarOutlined } from '@ant-design/icons'
import { Button, Form, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useSearchParams } from 'react-router'

import { PlainSelect } from '../../form/PlainSelect'
import { useMessages } from '../../i18n/messages'
import { queueWords } from './queueWords'
import { deleteView, longestName, saveView, useSavedViews, viewSearch } from './savedViews'

/** Views that an admin has saved under names: chosen, saved, deleted. */
export function SavedViews() {
  const words = useMessages(queueWords)
  const views = useSavedViews()
  const [search, setSearch] = useSearchParams()
  const [naming, setNaming] = useState(false)
  const id = useId()
  const now = viewSearch(search)
  const chosen = views.find((view) => view.search === now)
  return (
    <span className="queue-choice">
      {views.length > 0 && (
        <>
          <label htmlFor={id}>{words.views}</label>
          <PlainSelect
            id={id}
            name="view"
            value={chosen?.name ?? ''}
            options={[
              { value: '', label: words.chooseView },
              ...views.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={({ target }) => {
              const view = views.find(({ name }) => name === target.value)
              if (view) setSearch(new URLSearchParams(view.search))
            }}
          />
        </>
      )}
      {chosen ? (
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={words.deleteView}
          title={words.deleteView}
          onClick={() => deleteView(chosen.name)}
        />
      ) : (
        <Button
          type="text"
          icon={<StarOutlined />}
          aria-label={words.saveView}
          title={words.saveView}
          onClick={() => setNaming(true)}
        />
      )}
      {naming && (
        <NameDialog save={(name) => saveView({ name, search: now })} close={() => setNaming(false)} />
      )}
    </span>
  )
}

function NameDialog({ save, close }: { save: (name: string) => void; close: () => void }) {
  const words = useMessages(queueWords)
  const [form] = Form.useForm<{ name: string }>()
  const [open, setOpen] = useState(true)
  const id = useId()
  return (
    <Modal
      open={open}
      title={words.saveView}
      width={420}
      okText={words.save}
      cancelText={words.cancel}
      okButtonProps={{ htmlType: 'submit', form: id }}
      onCancel={() => setOpen(false)}
      afterOpenChange={(now) => {
        if (now) form.focusField('name')
        else close()
      }}
    >
      <Form
        id={id}
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ name }) => {
          save(name.trim())
          setOpen(false)
        }}
      >
        <Form.Item
          name="name"
          label={words.viewName}
          extra={words.viewKept}
          rules={[{ required: true, whitespace: true, message: words.viewName }]}
        >
          <Input name="view-name" autoComplete="off" maxLength={longestName} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
