import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import type { Column } from '../../list/RecordTable'
import { Amount } from '../../money/Amount'
import { formatAmount, minorOf } from '../../money/amount'
import { formatMoment } from '../../time/moment'
import { ApprovalCount } from '../desk/Approvals'
import { Owner } from '../desk/Owner'
import { isUnpaid } from './allowed'
import type { Withdrawal } from './filter'
import { listWords } from './listWords'
import { StatusTag } from './StatusTag'
import { StateTag } from '../../feedback/StateTag'
import { queueWords } from './queueWords'
import { Waiting } from './Waiting'

/** What every list of withdrawals shows of one; its number opens it. */
export function useWithdrawalColumns(open: (id: string) => void): Column<Withdrawal>[] {
  const words = useMessages(listWords)
  const queue = useMessages(queueWords)
  const methodWord = useMethodWord()
  return [
    {
      title: words.number,
      cell: ({ id, withdrawNo }) => (
        <button type="button" className="link code" onClick={() => open(id)}>
          {withdrawNo}
        </button>
      ),
    },
    {
      title: words.created,
      cell: (withdrawal) => (
        <span className="owner">
          <span className="moment">{formatMoment(withdrawal.createdAt)}</span>
          {withdrawal.waitingSince !== undefined && (
            <small>
              <span>{`${queue.waiting} `}</span>
              <Waiting of={withdrawal} />
            </small>
          )}
        </span>
      ),
    },
    {
      title: words.user,
      cell: ({ escortId, escortName, escortPhoneMasked }) => (
        <Owner id={escortId} name={escortName} phone={escortPhoneMasked} />
      ),
    },
    {
      title: words.amount,
      kind: 'amount',
      cell: ({ amount, fee }) => (
        <span>
          <Amount of={amount} />
          {minorOf(fee) !== 0n && <small className="below">{words.fee(formatAmount(fee))}</small>}
        </span>
      ),
    },
    {
      title: words.account,
      cell: ({ method, accountMasked, bankName }) => (
        <span className="owner">
          <span>{`${methodWord(method)} `}</span>
          <span className="code">{accountMasked}</span>
          {bankName !== undefined && <small>{bankName}</small>}
        </span>
      ),
    },
    {
      title: words.status,
      cell: (withdrawal) => (
        <span className="tags">
          <StatusTag of={withdrawal.status} />
          {withdrawal.needsAttention && <StateTag tone="attention">{words.attention}</StateTag>}
          {isUnpaid(withdrawal) && withdrawal.holder === 'differs' && (
            <StateTag tone="attention">{queue.holderDiffers}</StateTag>
          )}
          {isUnpaid(withdrawal) && <ApprovalCount of={withdrawal} />}
        </span>
      ),
    },
  ]
}
