import { Form } from 'antd'
import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { missingOf } from '../desk/approvable'
import { Approvals } from '../desk/Approvals'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
import { ProposalFacts } from './ProposalFacts'
import { approveProposal, readProposal, rejectProposal, useProposal, type Proposal } from './proposals'
import { ProposalStateTag } from './ProposalStateTag'
import { proposalWords } from './proposalWords'

interface Props {
  proposal: Proposal
  close: () => void
}

/** An act about one proposal, which may move meanwhile. */
function useProposalAct<Request>(
  proposal: Proposal,
  send: (request: Request) => Promise<Proposal>,
  did: (now: Proposal) => string,
) {
  const [before] = useState(proposal) // what the admin decided about, whatever is loaded meanwhile
  const asBefore = async () => {
    const now = await readProposal(before.id)
    return now.state === before.state && now.contentHash === before.contentHash
  }
  return { before, ...useAct(send, did, { asBefore }) }
}

/** Approves what is shown, all of it. */
export function ApproveProposalDialog({ proposal, close }: Props) {
  const words = useMessages(proposalWords)
  const [form] = Form.useForm<object>()
  const { before, submit, dialog } = useProposalAct(proposal, approveProposal, (now) =>
    now.state === 'done' ? words.didExecute : words.didApprove(missingOf(now)),
  )
  return (
    <ActionDialog
      title={words.approveTitle}
      act={words.approve}
      form={form}
      {...dialog}
      meanwhile={<Now id={before.id} />}
      send={() => submit(before)}
      close={close}
    >
      <ProposalFacts of={before} />
      <Approvals of={before} />
      <p>{missingOf(before) <= 1 ? words.approveLast : words.approveRecorded}</p>
    </ActionDialog>
  )
}

/** Ends a proposal without doing it: by those who could approve it, or by whoever proposed it. */
export function RejectProposalDialog({ proposal, withdraws, close }: Props & { withdraws: boolean }) {
  const words = useMessages(proposalWords)
  const [form] = Form.useForm<{ reason: string }>()
  const did = withdraws ? words.didWithdraw : words.didReject
  const { before, submit, dialog } = useProposalAct(proposal, rejectProposal, () => did)
  return (
    <ActionDialog
      title={withdraws ? words.withdrawTitle : words.rejectTitle}
      act={withdraws ? words.withdraw : words.reject}
      danger
      focus="reason"
      form={form}
      {...dialog}
      meanwhile={<Now id={before.id} />}
      send={({ reason }) => submit({ id: before.id, reason: reason.trim() })}
      close={close}
    >
      <ProposalFacts of={before} />
      <p>{words.rejectEffect}</p>
      <ReasonItem />
    </ActionDialog>
  )
}

/** How it stands by now, for whoever was overtaken. */
function Now({ id }: { id: string }) {
  const { data } = useProposal(id)
  return data ? (
    <p>
      <ProposalStateTag of={data} />
    </p>
  ) : null
}
