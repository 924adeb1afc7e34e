import { newIdempotencyKey } from '../api/client'
import { Failure, type FailureKind } from '../api/failure'
import { hashOf } from './secret'

/**
 * What was sent and whose outcome nobody knows, by what it is about. The next one about the same goes under the same
 * key, also when it was edited meanwhile, when its page was left or loaded anew, or from another tab: if the first had
 * arrived it is that one, or is refused. This page remembers it for as long as it lives, the browser for ten minutes: keys
 * and hashes alone.
 */
interface Sent {
  key: string
  /** The hash of the request. */
  body: string
  /** It was asked whether it is meant again, and it is. */
  again: boolean
  /** When the browser forgets it, in milliseconds since 1970. */
  until: number
}

/** How something is sent, so that it happens once. */
export interface Once {
  key: string
  /** Whether one like it a moment ago is in its way: not where it is meant again. */
  refuseDuplicates: boolean
}

const storageKey = 'outflow.unsettled'
const rememberedMs = 10 * 60_000

/** After these, what was sent may have been done, or may be done yet. */
const unknown: readonly FailureKind[] = ['offline', 'fault', 'busy']

const ofThisPage = new Map<string, Sent>()
const watchers = new Set<() => void>()

/** One sending of a request. */
export interface Sending {
  once: Once
  /** Remembers what came of it, `null` for success. It gives the failure as it is to be told. */
  settle: <Told extends Failure | null>(failure: Told) => Told | Failure
}

/** Begins to send a request. Without `about` nothing is remembered. `again`: its likeness to an earlier one is meant. */
export async function begin(about: string | undefined, request: unknown, again = false): Promise<Sending> {
  const fresh = newIdempotencyKey()
  if (about === undefined)
    return { once: { key: fresh, refuseDuplicates: false }, settle: (failure) => failure }
  const name = await nameOf(about)
  const body = (await hashOf('body', name, JSON.stringify(request))) ?? ''
  const before = sentOf(name)
  const sent = {
    key: before?.key ?? fresh,
    body,
    again: again || (before !== undefined && before.again && before.body === body),
    until: Date.now() + rememberedMs,
  }
  remember(name, sent)
  return {
    once: { key: sent.key, refuseDuplicates: !sent.again },
    settle: (failure) => {
      const told = failure?.is('idempotency_used') ? failure.as('arrived') : failure
      if (sentOf(name)?.key !== sent.key) return failure // another tab has settled it
      if (failure === null || told?.kind === 'arrived') remember(name, undefined)
      else if (!unknown.includes(failure.kind)) remember(name, before) // this one was not done: what was in doubt still is
      return told
    },
  }
}

/** Whether something about this was sent whose outcome is not known, here or in another tab. */
export async function isUnsettled(about: string): Promise<boolean> {
  const sent = sentOf(await nameOf(about))
  return sent !== undefined && sent.until > Date.now()
}

/** Calls back when that may have changed. */
export function watchUnsettled(changed: () => void): () => void {
  const elsewhere = (event: StorageEvent) => {
    if (event.key === storageKey) forgetSettled(event.oldValue)
    changed()
  }
  watchers.add(changed)
  addEventListener('storage', elsewhere)
  const forgotten = setInterval(changed, rememberedMs / 20)
  return () => {
    watchers.delete(changed)
    removeEventListener('storage', elsewhere)
    clearInterval(forgotten)
  }
}

/** What another tab has settled is settled here. What the browser has only forgotten is not. */
function forgetSettled(before: string | null): void {
  const now = stored()
  for (const [name, { key, until }] of Object.entries(read(before)))
    if (until > Date.now() && now[name]?.key !== key && ofThisPage.get(name)?.key === key)
      ofThisPage.delete(name)
}

/** What is kept tells nothing of what it is about. */
async function nameOf(about: string): Promise<string> {
  return (await hashOf('about', about)) ?? about
}

function sentOf(name: string): Sent | undefined {
  return ofThisPage.get(name) ?? stored()[name]
}

function remember(name: string, sent: Sent | undefined): void {
  const all = stored()
  if (sent) {
    ofThisPage.set(name, sent)
    all[name] = sent
  } else {
    ofThisPage.delete(name)
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a hash, in an object that is stored right away
    delete all[name]
  }
  try {
    // Without a hash the names would tell what they are about.
    // eslint-disable-next-line no-restricted-globals -- this is their home
    if ('subtle' in crypto) localStorage.setItem(storageKey, JSON.stringify(all))
  } catch {
    // Storage that is forbidden or full costs the memory beyond a reload, no more.
  }
  watchers.forEach((tell) => {
    tell()
  })
}

/** What the browser still remembers. */
function stored(): Record<string, Sent> {
  try {
    // eslint-disable-next-line no-restricted-globals -- see above
    return read(localStorage.getItem(storageKey))
  } catch {
    return {}
  }
}

function read(text: string | null): Record<string, Sent> {
  try {
    const all = JSON.parse(text ?? '{}') as Record<string, Sent>
    return Object.fromEntries(Object.entries(all).filter(([, { until }]) => until > Date.now()))
  } catch {
    return {}
  }
}
