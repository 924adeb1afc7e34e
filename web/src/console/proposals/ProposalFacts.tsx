import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useTold } from '../../api/words'
import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { Owner, rechargePath, withdrawalsPath } from '../desk/Owner'
import type { Proposal } from './proposals'
import { proposalWords } from './proposalWords'

/** All that is proposed: whoever approves it approves this. */
export function ProposalFacts({ of: proposal, ended = false }: { of: Proposal; ended?: boolean }) {
  const words = useMessages(proposalWords)
  const told = useTold()
  const {
    escortId,
    escortName = '',
    escortPhoneMasked = '',
    amount,
    recordId,
    rechargeId,
    proposedBy,
  } = proposal
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.summary, <strong key="summary">{told(proposal.summary, proposal.summaryParts)}</strong>],
    [words.reason, proposal.reason !== '' && proposal.reason],
    [words.amount, amount !== undefined && <Amount key="amount" of={amount} />],
    [
      words.user,
      escortId !== undefined && (
        <Owner key="user" id={escortId} name={escortName} phone={escortPhoneMasked} />
      ),
    ],
    [
      words.record,
      recordId !== undefined && (
        <Link key="record" className="code" to={withdrawalsPath(recordId)}>
          {recordId}
        </Link>
      ),
    ],
    [
      words.recharge,
      rechargeId !== undefined && (
        <Link key="recharge" className="code" to={rechargePath(rechargeId)}>
          {rechargeId}
        </Link>
      ),
    ],
    [words.by, proposedBy.name ?? proposedBy.by],
    [words.at, formatMoment(proposal.createdAt)],
    [words.expires, proposal.state === 'open' && formatMoment(proposal.expiresAt)],
    [words.ended, ended && proposal.endedAt !== undefined && formatMoment(proposal.endedAt)],
    [words.endedBy, ended && proposal.endedBy],
    [words.why, proposal.failReason !== undefined && told(proposal.failReason, proposal.failReasonParts)],
    [words.whyRejected, proposal.rejectReason],
    [
      words.id,
      <span key="id" className="code">
        {proposal.id}
      </span>,
    ],
  ]
  return (
    <dl className="facts first">
      {facts.map(
        ([label, value]) =>
          value !== undefined &&
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
