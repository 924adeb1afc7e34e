import { useQueryClient } from '@tanstack/react-query'
import { Alert, Modal, Radio } from 'antd'
import { useEffect, useRef, useState } from 'react'

import { failureOf } from '../../api/failure'
import { useToasts } from '../../feedback/Toasts'
import { useMessages } from '../../i18n/messages'
import { factsOf } from '../audit/facts'
import { auditTerms } from '../audit/auditWords'
import { consoleKey } from '../desk/key'
import { useExplained } from '../desk/explained'
import { exportFile, save, type By, type Format } from './exportFile'
import { exportWords } from './exportWords'
import { exportable, unsorted, type Filter } from './filter'
import { queueWords } from './queueWords'

/** Exports what the filters find, in a format to choose. While the file is made it can be stopped. */
export function ExportDialog({ filter, close }: { filter: Filter; close: () => void }) {
  const words = useMessages(exportWords)
  const [format, setFormat] = useState<Format>('csv')
  const [by, setBy] = useState<By>('created')
  const [open, setOpen] = useState(true)
  const { begin, stop, working, error } = useExport(() => setOpen(false))
  const leave = () => {
    stop()
    setOpen(false)
  }
  return (
    <Modal
      open={open}
      afterOpenChange={(now) => {
        if (!now) close()
      }}
      title={words.title}
      width={520}
      mask={{ closable: !working }}
      onCancel={leave}
      cancelText={working ? words.stop : words.cancel}
      okText={words.export}
      okButtonProps={{ loading: working }}
      onOk={() => begin(filter, format, by)}
    >
      <What filter={filter} />
      <Radio.Group
        className="choices"
        aria-label={words.format}
        value={format}
        disabled={working}
        onChange={(event) => setFormat(event.target.value as Format)}
      >
        <Radio value="csv">{words.csv}</Radio>
        <Radio value="xlsx">{words.xlsx}</Radio>
      </Radio.Group>
      <Radio.Group
        className="choices"
        aria-label={words.by}
        value={by}
        disabled={working}
        onChange={(event) => setBy(event.target.value as By)}
      >
        <Radio value="created">{words.byCreated}</Radio>
        <Radio value="paid">
          <span>{`${words.byPaid} `}</span>
          <small className="below">{words.byPaidHint}</small>
        </Radio>
      </Radio.Group>
      <p className="quiet">{words.masked}</p>
      <div aria-live="polite">
        {working && (
          <>
            <div className="busy-bar" />
            <p className="calm">{words.working}</p>
          </>
        )}
        {error !== null && <Refused error={error} />}
      </div>
    </Modal>
  )
}

/** One export at a time, which ends when its dialog is gone. */
function useExport(done: () => void) {
  const words = useMessages(exportWords)
  const toasts = useToasts()
  const queries = useQueryClient()
  const underWay = useRef<AbortController | null>(null)
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const stop = () => {
    underWay.current?.abort()
    underWay.current = null
  }
  useEffect(() => () => underWay.current?.abort(), [])
  const run = async (filter: Filter, format: Format, by: By, { signal }: AbortController) => {
    try {
      const exported = await exportFile(filter, format, by, signal)
      if (exported.kind === 'file') save(exported.name, exported.content)
      else location.assign(exported.url)
      toasts.succeeded(exported.kind === 'file' ? words.saved(exported.name) : words.elsewhere)
      done()
    } catch (thrown) {
      if (!signal.aborted) setError(thrown)
    } finally {
      underWay.current = null
      setWorking(false)
      void queries.invalidateQueries({ queryKey: [...consoleKey, 'audits'] })
    }
  }
  const begin = (filter: Filter, format: Format, by: By) => {
    if (underWay.current) return
    underWay.current = new AbortController()
    setError(null)
    setWorking(true)
    void run(filter, format, by, underWay.current)
  }
  return { begin, stop, working, error }
}

function What({ filter }: { filter: Filter }) {
  const words = useMessages(exportWords)
  const terms = useMessages(auditTerms)
  const queue = useMessages(queueWords)
  const facts = factsOf(JSON.stringify(exportable(filter)), 'withdraw', terms)
  const more = Object.keys(exportable(filter)).length < Object.keys(unsorted(filter)).length
  const note = more && <p className="warn">{queue.exported}</p>
  if (facts.length === 0) {
    return (
      <>
        {note}
        <p>{words.everything}</p>
      </>
    )
  }
  return (
    <>
      {note}
      <p>{words.filtered}</p>
      <dl className="preview">
        {facts.map(({ name, label, value }) => (
          <div className="fact" key={name}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Refused({ error }: { error: unknown }) {
  const words = useMessages(exportWords)
  const explained = useExplained()
  if (failureOf(error).kind === 'expired') return null
  const tookTooLong = error instanceof Error && error.name === 'TimeoutError'
  return (
    <Alert
      className="refused"
      type="error"
      showIcon
      title={words.refused}
      description={tookTooLong ? words.slow : explained(error)}
    />
  )
}
