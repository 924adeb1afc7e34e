import { useState } from 'react'
import { useSearchParams } from 'react-router'

import { useTold } from '../../api/words'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { useMessages } from '../../i18n/messages'
import { RecordList } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { useOpenRow } from '../../list/useOpenRow'
import { usePage } from '../../list/usePage'
import { formatMoment } from '../../time/moment'
import { DeskTitle } from '../desk/DeskTitle'
import { deskWords } from '../desk/deskWords'
import { deskSize } from '../desk/key'
import { Owner } from '../desk/Owner'
import { ViewButton } from '../desk/ViewButton'
import '../desk/desk.css'
import { ApproveProposalDialog, RejectProposalDialog } from './ProposalDialogs'
import { ProposalDrawer } from './ProposalDrawer'
import {
  proposalStates,
  useProposals,
  type Proposal,
  type ProposalAct,
  type ProposalState,
} from './proposals'
import { ProposalStateTag } from './ProposalStateTag'
import { proposalWords } from './proposalWords'

/** What waits for several people. The address has the state, the page and the proposal that is open. */
export default function ProposalsPage() {
  const words = useMessages(proposalWords)
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const state = stateOf(search)
  const proposals = useProposals(state === 'all' ? undefined : state, page)
  const [openId, show, close] = useOpenRow()
  const [deciding, setDeciding] = useState<{ proposal: Proposal; act: ProposalAct } | null>(null)
  const closeDialog = () => setDeciding(null)
  const columns = useProposalColumns(show)
  return (
    <>
      <DeskTitle text={words.title} />
      <p className="quiet">{words.lead}</p>
      <StateFilter state={state} choose={(wanted) => setSearch(wanted === 'open' ? {} : { state: wanted })} />
      <RecordList
        label={words.title}
        query={proposals}
        columns={columns}
        keyOf={({ id }) => id}
        size={deskSize}
        empty={
          <EmptyNotice title={state === 'open' ? words.empty : words.emptyOfState}>
            {words.emptyHint}
          </EmptyNotice>
        }
      />
      {openId !== null && (
        <ProposalDrawer
          key={openId}
          id={openId}
          decide={(proposal, act) => setDeciding({ proposal, act })}
          closed={close}
        />
      )}
      {deciding?.act === 'approve' && (
        <ApproveProposalDialog proposal={deciding.proposal} close={closeDialog} />
      )}
      {deciding && deciding.act !== 'approve' && (
        <RejectProposalDialog
          proposal={deciding.proposal}
          withdraws={deciding.act === 'withdraw'}
          close={closeDialog}
        />
      )}
    </>
  )
}

type Shown = ProposalState | 'all'

const shownStates = [...proposalStates, 'all'] as const satisfies readonly Shown[]

function stateOf(search: URLSearchParams): Shown {
  return shownStates.find((known) => known === search.get('state')) ?? 'open'
}

function useProposalColumns(show: (id: string) => void): Column<Proposal>[] {
  const words = useMessages(proposalWords)
  const desk = useMessages(deskWords)
  const told = useTold()
  return [
    { title: words.at, cell: ({ createdAt }) => <span className="moment">{formatMoment(createdAt)}</span> },
    {
      title: words.summary,
      cell: ({ summary, summaryParts }) => <span className="gist">{told(summary, summaryParts)}</span>,
    },
    {
      title: words.user,
      cell: ({ escortId, escortName = '', escortPhoneMasked = '' }) =>
        escortId === undefined ? '–' : <Owner id={escortId} name={escortName} phone={escortPhoneMasked} />,
    },
    { title: words.by, cell: ({ proposedBy: { by, name } }) => name ?? by },
    { title: words.state, cell: (proposal) => <ProposalStateTag of={proposal} /> },
    { title: desk.details, kind: 'actions', cell: ({ id }) => <ViewButton show={() => show(id)} /> },
  ]
}

function StateFilter({ state, choose }: { state: Shown; choose: (state: Shown) => void }) {
  const words = useMessages(proposalWords)
  return (
    <div className="pills proposal-states" role="group" aria-label={words.byState}>
      {shownStates.map((each) => (
        <button key={each} type="button" aria-pressed={each === state} onClick={() => choose(each)}>
          {words[each]}
        </button>
      ))}
    </div>
  )
}
