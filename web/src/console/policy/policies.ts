import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { consoleKey } from '../desk/key'

export type PolicyVersion = Schemas['PolicyAnswer']['data']
export type Policy = PolicyVersion['policy']

/** Others decide about a version meanwhile, and time does. */
const everyMs = 30_000

/** A version of the policy; without a number the one that is in force. */
export function usePolicy(version: number | undefined) {
  return useQuery({
    queryKey: [...consoleKey, 'policy', version],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => {
      const query = version === undefined ? {} : { version }
      return (await answerOf(api.GET('/admin/policy', { params: { query }, signal }))).data
    },
  })
}

export interface PolicyRequest {
  policy: Policy
  reason: string
}

/** Makes the next version. The answer says what tightens, what loosens, and what it would have changed. */
export async function proposePolicy(body: PolicyRequest): Promise<PolicyVersion> {
  return (await answerOf(api.POST('/admin/policy', { body }))).data
}

/** What a proposal would answer. Nothing is written. */
export function usePreview(policy: Policy) {
  return useQuery({
    queryKey: [...consoleKey, 'policy preview', policy],
    queryFn: async ({ signal }) =>
      (await answerOf(api.POST('/admin/policy/preview', { body: { policy }, signal }))).data,
  })
}

export async function confirmPolicy(version: number): Promise<PolicyVersion> {
  const params = { path: { version: String(version) } }
  return (await answerOf(api.POST('/admin/policy/{version}/confirm', { params }))).data
}

export async function withdrawPolicy(version: number): Promise<PolicyVersion> {
  const params = { path: { version: String(version) } }
  return (await answerOf(api.POST('/admin/policy/{version}/withdraw', { params }))).data
}

/** What somebody may do about a version: confirm what waits for people, or would lapse; take back what is not in force yet. */
export function policyActsOf(
  { state, lapsesAt, approvals }: Pick<PolicyVersion, 'state' | 'lapsesAt' | 'approvals'>,
  person: string,
): readonly ('confirm' | 'withdraw')[] {
  const open = state === 'waiting' || state === 'scheduled'
  const confirms = state === 'waiting' || (state === 'in_force' && lapsesAt !== undefined)
  const mine = approvals.some((one) => one.person === person)
  return [...(confirms && !mine ? (['confirm'] as const) : []), ...(open ? (['withdraw'] as const) : [])]
}

/** A policy as a text that people edit. */
export function textOf(policy: Policy): string {
  return JSON.stringify(policy, null, 2)
}

/** The policy that a text is; null where it is none. */
export function policyOf(text: string): Policy | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Policy) : null
  } catch {
    return null
  }
}

/** A field of the policy that a form has: all others are edited in the text. */
export interface PolicyField {
  name: string
  value: string | number | boolean
}

/** The fields of a policy that are one value each. */
export function fieldsOf(policy: Policy): PolicyField[] {
  return Object.entries(policy).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [{ name, value }]
      : [],
  )
}

/** A field as it was typed, in the kind that it has; null where it is none. */
export function typed(field: PolicyField, text: string): PolicyField['value'] | null {
  if (typeof field.value === 'string') return text.trim()
  if (typeof field.value === 'boolean') return text === 'true' ? true : text === 'false' ? false : null
  return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : null
}
