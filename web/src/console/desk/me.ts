import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { useAdminId } from './useAdminId'

export type Permission = Schemas['Permission']

/** How long what somebody may do is believed; the API refuses at once what they may not do any more. */
const believedMs = 60_000

/** Who is signed in, by the policy; undefined while that is not known. */
export function useMe() {
  return useQuery({
    queryKey: ['me', useAdminId()],
    staleTime: believedMs,
    refetchInterval: believedMs,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/admin/me', { signal }))).data,
  })
}

/** The policy's name for who is signed in: approvals count people, not accounts. */
export function usePerson(): string {
  const sub = useAdminId()
  return useMe().data?.person ?? sub
}

/**
 * Whether who is signed in may do something, so that the pages offer it: nothing until it is known, and everything where
 * it cannot be, as the API refuses what they may not do.
 */
export function useMay(): (...any: readonly Permission[]) => boolean {
  const { data, isError } = useMe()
  return (...any) => data?.permissions.some((one) => any.includes(one)) ?? isError
}
