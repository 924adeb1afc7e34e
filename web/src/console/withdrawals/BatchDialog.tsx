import { useQueryClient } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useState } from 'react'

import { longestText } from '../../form/rules'
import { useIntention } from '../../form/useIntention'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { ActionDialog } from '../desk/ActionDialog'
import { deskWords } from '../desk/deskWords'
import { ReasonItem } from '../desk/ReasonItem'
import { refreshDesk } from '../desk/refresh'
import { useAdminId } from '../desk/useAdminId'
import { decide, resultsOf, sumOf, type BatchRequest, type Decision, type RowResult } from './batch'
import { BatchResult } from './BatchResult'
import { batchWords } from './batchWords'
import type { Withdrawal } from './filter'

/** A decision about several withdrawals, and then what became of each. */
export function BatchDialog({
  decision,
  rows,
  keep,
  close,
}: {
  decision: Decision
  rows: readonly Withdrawal[]
  /** Leaves these selected, and no others. */
  keep: (ids: readonly string[]) => void
  close: () => void
}) {
  const words = useMessages(batchWords)
  const desk = useMessages(deskWords)
  const queries = useQueryClient()
  const adminId = useAdminId()
  const [form] = Form.useForm<{ reason?: string }>()
  const [error, setError] = useState<unknown>(null)
  const [results, setResults] = useState<readonly RowResult[] | null>(null)
  const reload = () => refreshDesk(queries)
  const send = async (request: BatchRequest) => resultsOf(rows, await decide(request), adminId)
  const { submit, busy } = useIntention(send, {
    succeeded: (all) => {
      setResults(all)
      keep(all.filter(({ outcome }) => outcome.kind === 'again').map(({ row }) => row.id))
      reload()
    },
    failed: (thrown) => {
      setError(thrown)
      reload()
    },
  })
  if (results) return <BatchResult decision={decision} results={results} close={close} />
  const [n, sum] = [rows.length, formatAmount(sumOf(rows))]
  const approving = decision === 'approve'
  return (
    <ActionDialog<{ reason?: string }>
      title={approving ? words.approveTitle(n) : words.rejectTitle(n)}
      act={approving ? words.approve : words.reject}
      danger={!approving}
      focus="reason"
      form={form}
      busy={busy}
      error={error}
      send={({ reason = '' }) => {
        setError(null)
        submit({ decision, ids: rows.map(({ id }) => id), remark: reason.trim() })
      }}
      close={close}
    >
      <p>{approving ? words.approveEffect(n, sum) : words.rejectEffect(n, sum)}</p>
      <p className="quiet">{approving ? words.each : `${words.each} ${words.rejectMeanwhile}`}</p>
      {approving ? (
        <Form.Item
          name="reason"
          label={words.remark}
          extra={words.remarkHint}
          rules={[{ max: longestText, message: desk.tooLong(longestText) }]}
        >
          <Input name="reason" autoComplete="off" maxLength={longestText} />
        </Form.Item>
      ) : (
        <ReasonItem hint={words.reasonShown} />
      )}
    </ActionDialog>
  )
}
