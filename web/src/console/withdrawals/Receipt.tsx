import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import { Amount } from '../../money/Amount'
import { formatAmount, minorOf } from '../../money/amount'
import { actWords } from './detailWords'
import type { Withdrawal } from './filter'

/** What is paid and to whom, or given back, once more before something is decided. */
export function Receipt({ of: withdrawal, back = false }: { of: Withdrawal; back?: boolean }) {
  const words = useMessages(actWords)
  const methodWord = useMethodWord()
  const { escortName, escortId, netAmount, amount, fee, method, accountMasked, bankName } = withdrawal
  return (
    <dl className="preview receipt">
      <dt>{back ? words.givesBack : words.pays}</dt>
      <dd>
        <strong>
          <Amount of={back ? amount : netAmount} />
        </strong>
        {!back && minorOf(fee) !== 0n && (
          <small className="below">{words.feeOf(formatAmount(amount), formatAmount(fee))}</small>
        )}
      </dd>
      <dt>{back ? words.not : words.to}</dt>
      <dd>
        <span>{`${methodWord(method)} `}</span>
        <span className="code">{accountMasked}</span>
        {bankName !== undefined && <small className="below">{bankName}</small>}
      </dd>
      <dt>{words.of}</dt>
      <dd>{escortName === '' ? escortId : `${escortName} · ${escortId}`}</dd>
    </dl>
  )
}
