import type { ReactNode } from 'react'

import { useTold } from '../../api/words'
import { failureOf } from '../../api/failure'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { TargetHistory } from '../audit/TargetHistory'
import { RowDrawer } from '../../list/RowDrawer'
import { deskWords } from '../desk/deskWords'
import { Owner } from '../desk/Owner'
import { causeOf, useRecharge, type Cause, type Recharge } from './recharges'
import { RechargeStateTag } from './RechargeStateTag'
import { RechargeFollowUp } from './RechargeFollowUp'
import { rechargeWords } from './rechargeWords'

const causes = {
  held: 'held',
  silent: 'silent',
  credited: 'contradicted',
  closed: 'closedPaid',
} as const satisfies Record<Cause, string>

/** Everything about one recharge, and what can be decided. */
export function RechargeDrawer({
  id,
  known,
  actions,
  closed,
}: {
  id: string
  known: Recharge | undefined
  actions: (recharge: Recharge) => ReactNode
  closed: () => void
}) {
  const words = useMessages(rechargeWords)
  const recharge = useRecharge(id, known)
  return (
    <RowDrawer title={words.details} closed={closed}>
      {recharge.isError ? (
        failureOf(recharge.error).kind === 'not-found' ? (
          <EmptyNotice title={words.none} />
        ) : (
          <FailureNotice error={recharge.error} retry={() => void recharge.refetch()} />
        )
      ) : recharge.data ? (
        <Facts recharge={recharge.data} actions={actions(recharge.data)} />
      ) : (
        <Loading rows={8} />
      )}
    </RowDrawer>
  )
}

function Facts({ recharge, actions }: { recharge: Recharge; actions: ReactNode }) {
  const words = useMessages(rechargeWords)
  const desk = useMessages(deskWords)
  const told = useTold()
  const amounts = [
    [words.asked, recharge.amount],
    [words.received, recharge.receivedAmount],
    [words.credited, recharge.creditedAmount],
    [words.settled, recharge.settledAmount],
    [words.due, recharge.dueAmount],
  ] as const
  const texts = [
    [words.channel, recharge.channelCode],
    [words.id, recharge.id],
    [words.platformId, recharge.platformId],
  ] as const
  return (
    <>
      {recharge.needsAttention && <Attention recharge={recharge} actions={actions} />}
      <dl className="facts first">
        <dt>{words.state}</dt>
        <dd>
          <RechargeStateTag of={recharge} />
        </dd>
        <dt>{words.user}</dt>
        <dd>
          <Owner id={recharge.escortId} name={recharge.escortName} phone={recharge.escortPhoneMasked} />
        </dd>
        {amounts.map(
          ([label, amount]) =>
            amount !== undefined && (
              <div className="fact" key={label}>
                <dt>{label}</dt>
                <dd>
                  <Amount of={amount} />
                </dd>
              </div>
            ),
        )}
        {recharge.notifyInfo !== undefined && (
          <>
            <dt>{words.why}</dt>
            <dd>{told(recharge.notifyInfo, recharge.notifyInfoParts)}</dd>
          </>
        )}
        {texts.map(
          ([label, text]) =>
            text !== undefined && (
              <div className="fact" key={label}>
                <dt>{label}</dt>
                <dd className="code">{text}</dd>
              </div>
            ),
        )}
        <dt>{words.time}</dt>
        <dd>{formatMoment(recharge.createdAt)}</dd>
        <dt>{words.updated}</dt>
        <dd>{formatMoment(recharge.updatedAt)}</dd>
        <Decision recharge={recharge} />
      </dl>
      <RechargeFollowUp recharge={recharge} />
      <h2>{desk.history}</h2>
      <TargetHistory module="recharge" targetId={recharge.id} />
    </>
  )
}

/** Why it waits for an admin, and what can be done. */
function Attention({ recharge, actions }: { recharge: Recharge; actions: ReactNode }) {
  const words = useMessages(rechargeWords)
  return (
    <div className="attention-box">
      <strong>{words.attention}</strong>
      <p>{words[causes[causeOf(recharge)]]}</p>
      <div className="actions">{actions}</div>
    </div>
  )
}

/** What an admin decided about it, and when. */
function Decision({ recharge }: { recharge: Recharge }) {
  const words = useMessages(rechargeWords)
  if (recharge.resolvedBy === undefined) return null
  return (
    <>
      <dt>{words.resolved}</dt>
      <dd>
        <span>{recharge.resolveReason}</span>
        <small className="below">
          {recharge.resolvedAt === undefined
            ? recharge.resolvedBy
            : `${recharge.resolvedBy} · ${formatMoment(recharge.resolvedAt)}`}
        </small>
      </dd>
    </>
  )
}
