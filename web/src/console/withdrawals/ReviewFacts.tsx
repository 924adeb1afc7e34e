import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { formatAmount } from '../../money/amount'
import { formatMoment } from '../../time/moment'
import { isShared, payeeUse, toneOfHolder, toneOfUse } from './reviewFacts'
import { reviewWords } from './reviewWords'
import { useDetail, type Detail } from './withdrawals'

/** What whoever decides should know: whether money went to this account, whose it is, how fast the user asks. */
export function ReviewFacts({ of: { payee, speed } }: { of: Pick<Detail, 'payee' | 'speed'> }) {
  const words = useMessages(reviewWords)
  if (!payee || !speed) return null
  const use = payeeUse(payee)
  const { holder, paidCount = 0, paidAmount = 0, firstUsedAt, wallets = 1, walletsAtLeast, blocked } = payee
  const several = walletsAtLeast === true ? words.atLeast(String(wallets)) : String(wallets)
  return (
    <section className="review-facts" aria-label={words.title}>
      <p className="tags">
        {blocked === true && <StateTag tone="bad">{words.blocked}</StateTag>}
        <StateTag tone={toneOfUse[use]}>{words[`use.${use}`]}</StateTag>
        <StateTag tone={toneOfHolder[holder]}>{words[`holder.${holder}`]}</StateTag>
        {isShared(payee) && <StateTag tone="attention">{words.wallets(several)}</StateTag>}
      </p>
      {use === 'known' && (
        <p className="quiet">
          <span>{words.paid(paidCount, formatAmount(paidAmount))}</span>
          {firstUsedAt !== undefined && <span>{` · ${words.since(formatMoment(firstUsedAt))}`}</span>}
        </p>
      )}
      <p className="quiet">{words.speed}</p>
      <dl>
        {(['today', 'day', 'month'] as const).map((span) => {
          const { count, amount, atLeast } = speed[span]
          const sum = formatAmount(amount)
          return (
            <div key={span}>
              <dt>{words[span]}</dt>
              <dd>
                <strong className="amount">{atLeast === true ? words.atLeast(sum) : sum}</strong>
                <small className="below">{words.count(count)}</small>
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}

/** The same of one that is known by its id. */
export function ReviewFactsOf({ id }: { id: string }) {
  const { data } = useDetail(id)
  return data ? <ReviewFacts of={data} /> : null
}
