import { useTold } from '../../api/words'
import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import { detailWords, operatorWords } from './detailWords'
import { useDetail, type LogLine } from './withdrawals'

/** Who did it: a person by name, or which part of the machine. */
export function operatorOf(line: LogLine, words: Readonly<Record<string, string>>): string {
  const { operator, operatorId, operatorName } = line
  if (operator === 'admin' || operatorId !== undefined) return operatorName ?? operatorId ?? ''
  return words[`machine.${operatorName ?? ''}`] ?? operatorName ?? words['machine'] ?? ''
}

/** The log calls it a rejection too when users take back their own, and an approval when it is not the last. */
function stepOf({
  action,
  operator,
  oldStatus,
  newStatus,
}: LogLine): LogLine['action'] | 'cancel' | 'endorse' {
  if (action === 'approve' && oldStatus === newStatus) return 'endorse'
  return action === 'reject' && operator !== 'admin' ? 'cancel' : action
}

/** A withdrawal's log, newest last. */
export function Timeline({ lines }: { lines: readonly LogLine[] }) {
  const words = useMessages(detailWords)
  const operators = useMessages(operatorWords)
  const told = useTold()
  return (
    <ol className="timeline">
      {lines.map((line) => (
        <li key={line.id} className={`step-${line.action}`}>
          <strong>{words[`step.${stepOf(line)}`]}</strong>
          {line.message !== undefined && <span>{` · ${told(line.message, line.messageParts)}`}</span>}
          <small className="below">{`${operatorOf(line, operators)} · ${formatMoment(line.createdAt)}`}</small>
        </li>
      ))}
    </ol>
  )
}

const shown = 3

/** The last that happened to a withdrawal, for whoever was overtaken. */
export function LastSteps({ id }: { id: string }) {
  const { data } = useDetail(id)
  return data ? <Timeline lines={data.logs.slice(-shown)} /> : null
}
