import { Button } from 'antd'

import { failureOf } from '../../api/failure'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { RowDrawer } from '../../list/RowDrawer'
import { Approvals } from '../desk/Approvals'
import { useMay, usePerson } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import { ProposalFacts } from './ProposalFacts'
import { actsOf, useProposal, type Proposal, type ProposalAct } from './proposals'
import { ProposalStateTag } from './ProposalStateTag'
import { proposalWords } from './proposalWords'

export type DecideProposal = (proposal: Proposal, act: ProposalAct) => void

/** Everything about one proposal, and what may be done about it. */
export function ProposalDrawer({
  id,
  decide,
  closed,
}: {
  id: string
  decide: DecideProposal
  closed: () => void
}) {
  const words = useMessages(proposalWords)
  const proposal = useProposal(id)
  return (
    <RowDrawer
      title={words.details}
      size={520}
      closed={closed}
      footer={proposal.data?.state === 'open' && <Foot proposal={proposal.data} decide={decide} />}
    >
      {proposal.data ? (
        <>
          <p>
            <ProposalStateTag of={proposal.data} />
          </p>
          <ProposalFacts of={proposal.data} ended />
          <h2>{words.approvals}</h2>
          <Approvals of={proposal.data} />
        </>
      ) : !proposal.isError ? (
        <Loading rows={8} />
      ) : failureOf(proposal.error).kind === 'not-found' ? (
        <EmptyNotice title={words.gone} />
      ) : (
        <FailureNotice error={proposal.error} retry={() => void proposal.refetch()} />
      )}
    </RowDrawer>
  )
}

function Foot({ proposal, decide }: { proposal: Proposal; decide: DecideProposal }) {
  const words = useMessages(proposalWords)
  const sub = useAdminId()
  const person = usePerson()
  const may = useMay()
  if (proposal.escortId === sub) return <p className="calm quiet">{words.own}</p>
  if (!may(proposal.permission)) return <p className="calm quiet">{words.notPermitted}</p>
  const acts = actsOf(proposal, { sub, person })
  return (
    <div className="drawer-acts">
      {acts.map((act) => (
        <Button
          key={act}
          type={act === 'approve' ? 'primary' : 'default'}
          danger={act !== 'approve'}
          onClick={() => decide(proposal, act)}
        >
          {words[act]}
        </Button>
      ))}
    </div>
  )
}
