import { Form } from 'antd'
import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { useAct } from '../desk/useAct'
import { takeStatement } from './statements'
import { statementWords } from './statementWords'

/** Takes a bank's file and matches it. */
export function UploadDialog({ account, close }: { account: string | undefined; close: () => void }) {
  const words = useMessages(statementWords)
  const [form] = Form.useForm<object>()
  const [file, setFile] = useState<{ name: string; content: string } | null>(null)
  const { submit, dialog } = useAct(takeStatement, ({ statements }) =>
    words.taken(statements.reduce((sum, { lines }) => sum + lines, 0)),
  )
  return (
    <ActionDialog<object>
      title={words.uploadTitle}
      act={words.take}
      form={form}
      ready={file !== null}
      {...dialog}
      send={() => {
        if (file !== null) submit({ account, ...file })
      }}
      close={close}
    >
      <p className="quiet">{words.uploadHint}</p>
      <label>
        <span>{`${words.file} `}</span>
        <input
          type="file"
          accept=".csv,.xml,text/csv,text/xml"
          onChange={({ target }) => {
            const [chosen] = target.files ?? []
            setFile(null)
            void chosen?.text().then((content) => setFile({ name: chosen.name, content }))
          }}
        />
      </label>
    </ActionDialog>
  )
}
