import { useInfiniteQuery, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import { consoleKey } from '../desk/key'

export type Webhook = Schemas['Webhook']
export type WebhookSecret = Schemas['WebhookSecretAnswer']['data']
export type Delivery = Schemas['WebhookDelivery']
export type DeliveryState = Schemas['WebhookDeliveryState']

const path = (id: string) => ({ params: { path: { id } } })

/** Where events are delivered, and which types of them there are. */
export function useWebhooks() {
  return useQuery({
    queryKey: [...consoleKey, 'webhooks'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/admin/webhooks', { signal }))).data,
  })
}

/** What was delivered to an endpoint, or is to be, newest first. */
export function useDeliveries(id: string, state: DeliveryState | undefined) {
  return useInfiniteQuery({
    queryKey: [...consoleKey, 'webhooks', id, state],
    queryFn: async ({ signal, pageParam }) =>
      (
        await answerOf(
          api.GET('/admin/webhooks/{id}/deliveries', {
            params: {
              path: { id },
              query: { ...(state && { state }), ...(pageParam !== '' && { before: pageParam }) },
            },
            signal,
          }),
        )
      ).data,
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5000,
  })
}

export interface NewWebhook {
  url: string
  note?: string
  types?: NonNullable<Schemas['WebhookTypes']>
}

export async function addWebhook(body: NewWebhook): Promise<WebhookSecret> {
  return (await answerOf(api.POST('/admin/webhooks', { body }))).data
}

export async function setWebhookState(id: string, state: 'active' | 'paused'): Promise<Webhook> {
  return (await answerOf(api.POST('/admin/webhooks/{id}', { ...path(id), body: { state } }))).data
}

export async function newWebhookSecret(id: string): Promise<WebhookSecret> {
  return (await answerOf(api.POST('/admin/webhooks/{id}/secret', path(id)))).data
}

export async function testWebhook(id: string): Promise<Delivery> {
  return (await answerOf(api.POST('/admin/webhooks/{id}/test', path(id)))).data
}

export type Replay = { order: string; version: number } | { since: string }

export async function replayWebhook(id: string, body: Replay) {
  return (await answerOf(api.POST('/admin/webhooks/{id}/replay', { ...path(id), body }))).data
}
