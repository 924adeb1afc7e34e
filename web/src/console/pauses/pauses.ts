import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { consoleKey } from '../desk/key'

export type Pause = Schemas['Pause']
export type ChannelState = Schemas['ChannelState']
export type PauseSet = Schemas['PauseSetAnswer']['data']
export type PauseLifted = Schemas['PauseLiftedAnswer']['data']

/** Whoever pauses is seen by all others within 3 seconds: so often it is asked for, while a page is visible. */
const everyMs = 2_000

/** The longest pause, in hours. */
export const longestHours = 24

/** What is paused now, and what may be. */
export function usePauses() {
  return useQuery({
    queryKey: [...consoleKey, 'pauses'],
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/admin/pauses', { signal }))).data,
  })
}

export interface PauseRequest {
  scope: string
  hours: number
  reason: string
}

/** Nothing in the scope is paid any more when this has answered; it says what may still be sent. */
export async function setPause(body: PauseRequest): Promise<PauseSet> {
  return (await answerOf(api.POST('/admin/pauses', { body }))).data
}

export async function liftPause(scope: string): Promise<PauseLifted> {
  return (await answerOf(api.DELETE('/admin/pauses/{scope}', { params: { path: { scope } } }))).data
}
