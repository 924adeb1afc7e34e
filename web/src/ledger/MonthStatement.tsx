import { Button, Input } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'

import { useTold } from '../api/words'
import { EmptyNotice } from '../feedback/EmptyNotice'
import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useMessages } from '../i18n/messages'
import { RecordTable, type Column } from '../list/RecordTable'
import { Amount } from '../money/Amount'
import { formatMoment } from '../time/moment'
import { EntryAmount } from './EntryAmount'
import { entryTypeWords, type Entry } from './entryTypes'
import { readStatement, type LedgerPage, type Statement } from './statement'
import './statement.css'
import { statementWords } from './statementWords'

/** A month of a ledger with opening and closing balance, which prints without the page around it. */
export function MonthStatement({ who, load }: { who?: string; load: LedgerPage }) {
  const words = useMessages(statementWords)
  const monthId = useId()
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState<{ month: string; statement: Statement } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const reading = useRef<AbortController | null>(null)
  useEffect(() => () => reading.current?.abort(), [])
  const show = async (month: string) => {
    reading.current?.abort()
    const mine = (reading.current = new AbortController())
    setBusy(true)
    setError(null)
    setShown(null)
    try {
      const statement = await readStatement(load, month, mine.signal)
      if (!mine.signal.aborted) setShown({ month, statement })
    } catch (thrown) {
      if (!mine.signal.aborted) setError(thrown)
    } finally {
      if (reading.current === mine) setBusy(false)
    }
  }
  return (
    <details className="card statement">
      <summary>{words.open}</summary>
      <p className="statement-choice">
        <label htmlFor={monthId}>{words.month}</label>
        <Input
          id={monthId}
          value={typed}
          placeholder="2026-10"
          maxLength={7}
          onChange={(event) => setTyped(event.target.value.trim())}
        />
        <Button
          loading={busy}
          disabled={!/^\d{4}-(0[1-9]|1[0-2])$/.test(typed)}
          onClick={() => void show(typed)}
        >
          {words.show}
        </Button>
        {shown && <Button onClick={() => print()}>{words.print}</Button>}
      </p>
      {busy && <Loading rows={3} />}
      {error !== null && <FailureNotice error={error} retry={() => void show(typed)} />}
      {shown && <Sheet {...shown} {...(who !== undefined && { who })} />}
    </details>
  )
}

function Sheet({ month, statement, who }: { month: string; statement: Statement; who?: string }) {
  const words = useMessages(statementWords)
  const types = useMessages(entryTypeWords)
  const told = useTold()
  const columns: Column<Entry>[] = [
    { title: words.time, cell: ({ createdAt }) => <span className="moment">{formatMoment(createdAt)}</span> },
    { title: words.type, cell: ({ type }) => types[type] },
    { title: words.change, kind: 'amount', cell: (entry) => <EntryAmount of={entry} /> },
    { title: words.after, kind: 'amount', cell: ({ balanceAfter }) => <Amount of={balanceAfter} /> },
    { title: words.note, cell: ({ description, descriptionParts }) => told(description, descriptionParts) },
  ]
  const facts = [
    [words.opening, statement.opening],
    [words.in, statement.in],
    [words.out, -statement.out],
    [words.closing, statement.closing],
  ] as const
  return (
    <section aria-label={words.title(month)}>
      <h2>{words.title(month)}</h2>
      {who !== undefined && <p>{words.of(who)}</p>}
      <dl className="preview">
        {facts.map(([name, amount]) => (
          <div className="fact" key={name}>
            <dt>{name}</dt>
            <dd>
              <Amount of={amount} />
            </dd>
          </div>
        ))}
      </dl>
      {statement.entries.length === 0 ? (
        <EmptyNotice title={words.none}>{null}</EmptyNotice>
      ) : (
        <RecordTable
          label={words.title(month)}
          columns={columns}
          rows={statement.entries}
          keyOf={({ id }) => id}
        />
      )}
    </section>
  )
}
