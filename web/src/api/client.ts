import createClient from 'openapi-fetch'

import { preferences } from '../app/preferences'
import { session } from '../session/session'
import { Failure, failureOf, refusal } from './failure'
import type { components, paths } from './generated'

/** The API's types by their names in api/openapi.yaml. */
export type Schemas = components['schemas']

/** A little longer than the HTTP API waits for a function. */
const usualMs = 35_000

/**
 * Asks in the name of whoever is signed in. Where the token is refused it is asked once more with another, if there is
 * one: nothing was done for the first. An answer of 401 after that means that they no longer are.
 */
export async function authorizedFetch(request: Request, timeoutMs = usualMs): Promise<Response> {
  const body = await request.text()
  const token = await session.token()
  let response = await send(request, body, token, timeoutMs)
  if (response.status === 401 && (await session.renewed(token))) {
    response = await send(request, body, await session.token(), timeoutMs)
  }
  if (response.status === 401) session.expire()
  return response
}

/**
 * The API is told the language that is chosen, for what it says without a reason. The body is given as a whole: a
 * clone's would be a stream, which a browser cannot send once more by itself.
 */
function send(request: Request, body: string, token: string, timeoutMs: number): Promise<Response> {
  request.headers.set('Authorization', `Bearer ${token}`)
  request.headers.set('X-Outflow-Language', preferences().language)
  return fetch(request, {
    ...(body !== '' && { body }),
    signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]),
  })
}

/**
 * Fills a path's parameters in. A segment of dots would be another path: no order has such a number, so there is none.
 */
function pathSerializer(path: string, parameters: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(parameters[name])
    if (value === '' || value === '.' || value === '..') throw new Failure('not-found')
    return encodeURIComponent(value)
  })
}

/** The API, typed by its document. Give what its methods return to {@link answerOf}. */
export const api = createClient<paths>({ fetch: (request) => authorizedFetch(request), pathSerializer })

/** What a request answers, or a thrown {@link Failure}. Batch-audit answers refusals with HTTP 200. */
export async function answerOf<Body>(
  call: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const got = await call.catch((thrown: unknown) => {
    throw failureOf(thrown)
  })
  if (!got.response.ok || got.data === undefined) throw refusal(got.response.status, got.error)
  const body: unknown = got.data
  if (typeof body === 'object' && body !== null && 'errCode' in body && body.errCode !== 0) {
    throw refusal(typeof body.errCode === 'number' ? body.errCode : 500, body)
  }
  return got.data
}

/** A key for one intention: however often it is sent, it happens once. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID()
}
