import { EyeOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'

import { useTold } from '../../api/words'
import { useToasts } from '../../feedback/Toasts'
import { useIntention } from '../../form/useIntention'
import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import { Amount } from '../../money/Amount'
import { plainAmount } from '../../money/amount'
import { formatMoment } from '../../time/moment'
import { consoleKey } from '../desk/key'
import { Owner } from '../desk/Owner'
import { CopyButton } from './CopyButton'
import { detailWords } from './detailWords'
import { queueWords } from './queueWords'
import { readWholeAccount, type Detail, type WholeAccount } from './withdrawals'

/** What is known of a withdrawal; its whole account only when somebody asks, which is recorded. */
export function WithdrawalFacts({ withdrawal }: { withdrawal: Detail }) {
  const words = useMessages(detailWords)
  const queue = useMessages(queueWords)
  const told = useTold()
  const [whole, setWhole] = useState<WholeAccount | null>(null)
  const { id, escortId, escortName, escortPhoneMasked, failReason, reviewNote, transactionNo } = withdrawal
  const answer = withdrawal.gatewayAnswer
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      words.net,
      <span key="net" className="copied">
        <Amount of={withdrawal.netAmount} />
        <CopyButton text={plainAmount(withdrawal.netAmount)} label={queue.copyAmount} />
      </span>,
    ],
    [words.fee, <Amount key="fee" of={withdrawal.fee} />],
    [
      words.user,
      <Owner key="user" id={escortId} name={escortName} phone={whole?.phone ?? escortPhoneMasked} />,
    ],
    [words.account, <Account key="account" of={withdrawal} whole={whole} show={setWhole} />],
    [words.typed, whole?.bankCardInfo],
    [
      words.accountName,
      whole?.accountName ? (
        <span key="holder" className="copied">
          <span>{whole.accountName}</span>
          <CopyButton text={whole.accountName} label={queue.copyHolder} />
        </span>
      ) : null,
    ],
    [words.bank, withdrawal.bankName],
    [words.created, moment(withdrawal.createdAt)],
    [words.reviewed, moment(withdrawal.reviewedAt)],
    [words.note, reviewNote !== undefined && told(reviewNote, withdrawal.reviewNoteParts)],
    [words.paid, moment(withdrawal.paidAt)],
    [words.paidFrom, code(withdrawal.paidFrom)],
    [words.bookedOn, withdrawal.bookedOn],
    [words.transactionNo, code(transactionNo)],
    [words.gatewayAnswer, answer && code(`${answer.code} ${answer.message}`)],
    [words.failReason, failReason !== undefined && told(failReason, withdrawal.failReasonParts)],
    [
      words.settled,
      withdrawal.settledAmount !== undefined && <Amount key="s" of={withdrawal.settledAmount} />,
    ],
    [
      words.returned,
      withdrawal.returnedAmount !== undefined && <Amount key="r" of={withdrawal.returnedAmount} />,
    ],
    [words.due, withdrawal.dueAmount !== undefined && <Amount key="d" of={withdrawal.dueAmount} />],
    [words.id, code(id)],
  ]
  return (
    <dl className="facts first">
      {facts.map(
        ([label, value]) =>
          value !== undefined &&
          value !== null &&
          value !== false && (
            <div className="fact" key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

const moment = (at: string | undefined) =>
  at !== undefined && <span className="moment">{formatMoment(at)}</span>

const code = (text: string | undefined) => text !== undefined && <span className="code">{text}</span>

/** The account as the API masks it, and the way to the whole one. */
function Account({
  of: { id, method, accountMasked },
  whole,
  show,
}: {
  of: Detail
  whole: WholeAccount | null
  show: (whole: WholeAccount) => void
}) {
  const words = useMessages(detailWords)
  const queue = useMessages(queueWords)
  const methodWord = useMethodWord()
  const toasts = useToasts()
  const queries = useQueryClient()
  const { submit, busy } = useIntention(readWholeAccount, {
    succeeded: (found) => {
      show(found)
      void queries.invalidateQueries({ queryKey: [...consoleKey, 'audits'] })
    },
    failed: toasts.failed,
  })
  if (whole) {
    return (
      <>
        <span>{`${methodWord(method)} `}</span>
        <span className="code whole">{whole.account}</span>
        <CopyButton text={whole.account} label={queue.copyAccount} />
        <small className="below">{words.wholeDone}</small>
      </>
    )
  }
  return (
    <>
      <span>{`${methodWord(method)} `}</span>
      <span className="code">{accountMasked}</span>
      <span className="show-whole">
        <Button size="small" icon={<EyeOutlined />} loading={busy} onClick={() => submit(id)}>
          {words.whole}
        </Button>
        <small>{words.wholeHint}</small>
      </span>
    </>
  )
}
