import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { ApprovalCount } from '../desk/Approvals'
import type { Proposal, ProposalState } from './proposals'
import { proposalWords } from './proposalWords'

const tones: Record<ProposalState, Tone> = {
  open: 'waiting',
  done: 'good',
  failed: 'bad',
  rejected: 'over',
  expired: 'over',
}

/** How a proposal stands; of one that waits, how many have approved it. */
export function ProposalStateTag({ of: proposal }: { of: Proposal }) {
  const words = useMessages(proposalWords)
  return (
    <span className="tags">
      <StateTag tone={tones[proposal.state]}>{words[proposal.state]}</StateTag>
      {proposal.state === 'open' && <ApprovalCount of={proposal} />}
    </span>
  )
}
