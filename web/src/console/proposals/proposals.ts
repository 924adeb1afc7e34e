import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { refusal } from '../../api/failure'
import type { RowsPage } from '../../list/RecordList'
import { hasApproved } from '../desk/approvable'
import { consoleKey, deskSize } from '../desk/key'

export type Proposal = Schemas['Proposal']
export type ProposalState = Schemas['ProposalState']

export const proposalStates = [
  'open',
  'done',
  'failed',
  'rejected',
  'expired',
] as const satisfies readonly ProposalState[]

const proposalsKey = [...consoleKey, 'proposals'] as const

/** Others propose and approve meanwhile: how often that is asked for. */
const everyMs = 15_000

async function readPage(
  state: ProposalState | undefined,
  page: number,
  pageSize: number,
  signal: AbortSignal,
) {
  const query = { page, pageSize, ...(state !== undefined && { state }) }
  return (await answerOf(api.GET('/admin/proposals', { params: { query }, signal }))).data
}

/** Proposals of a state, or all, newest first. */
export function useProposals(state: ProposalState | undefined, page: number) {
  return useQuery({
    queryKey: [...proposalsKey, 'list', state, page],
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
    queryFn: async ({ signal }): Promise<RowsPage<Proposal>> => {
      const { data, total } = await readPage(state, page, deskSize, signal)
      return { rows: data, total }
    },
  })
}

/** How many wait for people; 0 while that is not known. */
export function useOpenProposals(): number {
  const open = useQuery({
    queryKey: [...proposalsKey, 'open'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => (await readPage('open', 1, 1, signal)).total,
  })
  return open.data ?? 0
}

export async function readProposal(id: string, signal?: AbortSignal): Promise<Proposal> {
  const call = api.GET('/admin/proposals/{id}', { params: { path: { id } }, ...(signal && { signal }) })
  return (await answerOf(call)).data
}

export function useProposal(id: string) {
  return useQuery({
    queryKey: [...proposalsKey, 'one', id],
    queryFn: ({ signal }) => readProposal(id, signal),
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'open' ? everyMs : false),
  })
}

/**
 * Approves what was shown. With the last approval it is carried out; where that is not legal any more, that is told as
 * what has changed meanwhile.
 */
export async function approveProposal({ id, contentHash }: Pick<Proposal, 'id' | 'contentHash'>) {
  const call = api.POST('/admin/proposals/{id}/approve', { params: { path: { id } }, body: { contentHash } })
  const { data } = await answerOf(call)
  if (data.state === 'failed') {
    const [first, ...then] = data.failReasonParts?.statements ?? []
    throw refusal(409, { message: data.failReason, ...first, then })
  }
  return data
}

export async function rejectProposal({ id, reason }: { id: string; reason: string }) {
  const call = api.POST('/admin/proposals/{id}/reject', { params: { path: { id } }, body: { reason } })
  return (await answerOf(call)).data
}

/** What somebody may do about a proposal. */
export type ProposalAct = 'approve' | 'reject' | 'withdraw'

/** Whoever proposed it may take it back, and who it is about decides nothing; all others approve it once, or reject it. */
export function actsOf(
  proposal: Pick<Proposal, 'state' | 'approvals' | 'proposedBy' | 'escortId'>,
  { sub, person }: { sub: string; person: string },
): readonly ProposalAct[] {
  if (proposal.state !== 'open') return []
  if (proposal.proposedBy.by === person) return ['withdraw']
  if (proposal.escortId === sub) return []
  return hasApproved(proposal, person) ? ['reject'] : ['approve', 'reject']
}
