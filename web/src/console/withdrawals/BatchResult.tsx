import { Alert, Button, Modal } from 'antd'

import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { RecordTable, type Column } from '../../list/RecordTable'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import type { Decision, RowResult } from './batch'
import { batchWords } from './batchWords'
import { operatorWords } from './detailWords'
import { listWords, statusWords } from './listWords'
import { operatorOf } from './Timeline'

/** What became of each of several withdrawals: first those that were not decided, and why. */
export function BatchResult({
  decision,
  results,
  close,
}: {
  decision: Decision
  results: readonly RowResult[]
  close: () => void
}) {
  const words = useMessages(batchWords)
  const list = useMessages(listWords)
  const failed = results.filter(({ outcome }) => outcome.kind !== 'done')
  const done = results.filter(({ outcome }) => outcome.kind === 'done')
  const columns: Column<RowResult>[] = [
    { title: list.number, cell: ({ row }) => <span className="code">{row.withdrawNo}</span> },
    {
      title: list.user,
      cell: ({ row }) => (row.escortName === '' ? row.escortId : row.escortName),
    },
    { title: list.amount, kind: 'amount', cell: ({ row }) => <Amount of={row.amount} /> },
    { title: words.result, cell: ({ outcome }) => <Told decision={decision} outcome={outcome} /> },
  ]
  return (
    <Modal
      open
      width={680}
      title={words.result}
      onCancel={close}
      footer={
        <Button type="primary" onClick={close}>
          {words.close}
        </Button>
      }
    >
      <Alert
        className="notice"
        role="status"
        type={failed.length === 0 ? 'success' : 'warning'}
        showIcon
        title={
          failed.length === 0 ? words.allDone(results.length) : words.someDone(done.length, failed.length)
        }
      />
      <div className="batch-rows dense">
        <RecordTable
          label={words.result}
          columns={columns}
          rows={[...failed, ...done]}
          keyOf={({ row }) => row.id}
        />
      </div>
    </Modal>
  )
}

function Told({ decision, outcome }: { decision: Decision; outcome: RowResult['outcome'] }) {
  const words = useMessages(batchWords)
  const statuses = useMessages(statusWords)
  const operators = useMessages(operatorWords)
  if (outcome.kind === 'done') {
    return <StateTag tone="good">{decision === 'approve' ? words.approved : words.rejected}</StateTag>
  }
  if (outcome.kind !== 'moved') return <span className="out">{words[outcome.kind]}</span>
  const { last } = outcome
  return (
    <span className="out">
      <span>{words.moved(statuses[outcome.status])}</span>
      {last && (
        <small className="below">{words.by(operatorOf(last, operators), formatMoment(last.createdAt))}</small>
      )}
    </span>
  )
}
