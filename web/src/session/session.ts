import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
  type User,
} from 'oidc-client-ts'

import { loadConfig } from './config'
import { forgetDrafts } from './drafts'
import { pathBack } from './pathBack'
import { personOf, type Person } from './person'

export type SessionState =
  | { kind: 'starting' }
  | { kind: 'signed-out' }
  | { kind: 'signed-in'; person: Person; returnTo: string }
  | { kind: 'expired'; person: Person } // the page stays, under a question to sign in again
  | { kind: 'unconfigured' }
  | { kind: 'failed'; error: unknown; againMs: number | null } // it is tried again by itself, if not null

/** A request that needs somebody to be signed in, and nobody is. */
export class SignedOutError extends Error {}

/** A token with less than this left is renewed before it is used. */
const renewBeforeSeconds = 30
/** How often the provider is asked for another token before it counts as not reached, and how long between. */
const renewTries = 2
const renewPauseMs = 700
/** A provider that does not answer is not waited for when somebody signs out. */
const revokeMs = 2_000
/** A failed start is tried again after this, then after twice as long, up to the longest. */
const againFirstMs = 2_000
const againLongestMs = 60_000
/** Marks a sign-in that is the second try: a third does not begin by itself. */
const second = 'again'
/** On which the tabs of a browser tell each other that somebody has signed out. */
const channelName = 'outflow.session'

/**
 * Who is signed in. Tokens are in memory alone, so a reload goes through the provider, which knows its people by
 * a session of its own. What a sign-in needs on its way there and back (state, nonce, the verifier of its code)
 * is in sessionStorage until it is back.
 */
class Session {
  state: SessionState = { kind: 'starting' }
  #watchers = new Set<() => void>()
  #manager: UserManager | undefined
  #user: User | undefined
  #renewing: Promise<void> | undefined
  #others: BroadcastChannel | undefined
  #failures = 0
  #again = false

  readonly watch = (tell: () => void): (() => void) => {
    this.#watchers.add(tell)
    return () => this.#watchers.delete(tell)
  }

  #become(state: SessionState): void {
    this.state = state
    this.#watchers.forEach((tell) => {
      tell()
    })
  }

  #fail(error: unknown): void {
    // What the provider has refused, or what came back from a second try, is for people to decide.
    const byItself = !(error instanceof ErrorResponse) && !this.#again
    const againMs = byItself ? Math.min(againFirstMs * 2 ** this.#failures++, againLongestMs) : null
    this.#become({ kind: 'failed', error, againMs })
  }

  /** Finds the provider, and ends a sign-in that comes back from it. It is called once, and again after a failure. */
  async start(): Promise<void> {
    this.#become({ kind: 'starting' })
    this.#listen()
    try {
      const config = await loadConfig()
      if (config.authority === '') {
        this.#become({ kind: 'unconfigured' })
        return
      }
      // eslint-disable-next-line no-restricted-globals -- the way back needs it; no token is in it
      const stateStore = new WebStorageStateStore({ store: sessionStorage })
      this.#manager = new UserManager({
        authority: config.authority,
        client_id: config.clientId,
        scope: config.scope,
        redirect_uri: `${location.origin}/signed-in`,
        post_logout_redirect_uri: `${location.origin}/signed-out`,
        automaticSilentRenew: false,
        userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
        stateStore,
        ...(config.audience === '' ? {} : { extraQueryParams: { audience: config.audience } }),
      })
      await this.#finish(this.#manager, stateStore)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #finish(manager: UserManager, begun: WebStorageStateStore): Promise<void> {
    await manager.clearStaleState()
    if (location.pathname !== '/signed-in') {
      this.#become({ kind: 'signed-out' })
      return
    }
    const [id = '', mark] = (new URLSearchParams(location.search).get('state') ?? '').split(';')
    this.#again = mark === second
    if (id !== '' && (await begun.get(id)) === null && (cameBack() || !this.#again)) {
      // What the provider answers is spent, as when one goes back to it: the way is gone once more, and ends well.
      this.#again = true
      this.#become({ kind: 'signed-out' })
      return
    }
    const user = await manager.signinRedirectCallback()
    this.#user = user
    this.#failures = 0
    this.#again = false
    this.#become({ kind: 'signed-in', person: personOf(user.access_token), returnTo: pathBack(user.state) })
  }

  /**
   * Goes to the provider, to come back to a path of ours. The page that asks gives its place in the history away, or
   * else who goes back would only be sent forth again.
   */
  async signIn(returnTo: string, another = false): Promise<void> {
    if (!this.#manager) return
    try {
      await this.#manager.signinRedirect({
        redirectMethod: 'replace',
        state: returnTo,
        ...(this.#again ? { url_state: second } : {}),
        ...(another ? { prompt: 'select_account' } : {}),
      })
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Signs out here, in this browser's other tabs, and at the provider. */
  async signOut(): Promise<void> {
    this.#others?.postMessage('signed-out')
    await this.#revoke()
    try {
      await this.#manager?.signoutRedirect()
    } catch {
      // A provider without a page to sign out at: forgetting the tokens is what is left.
      this.#user = undefined
      location.assign('/signed-out')
    }
  }

  /** Ends this tab's session when another tab has signed out. */
  #listen(): void {
    if (this.#others) return
    this.#others = new BroadcastChannel(channelName)
    this.#others.addEventListener('message', () => {
      if (!this.#user) return
      this.#become({ kind: 'starting' }) // nothing more is shown
      void this.#revoke().then(() => location.replace('/signed-out'))
    })
  }

  /** Makes the refresh token worthless, where the provider can. */
  async #revoke(): Promise<void> {
    forgetDrafts()
    const revoked = this.#manager?.revokeTokens(['refresh_token'])
    const waited = new Promise((resolve) => setTimeout(resolve, revokeMs))
    await Promise.race([revoked, waited]).catch(() => undefined)
  }

  /** The access token for a request, renewed where its end is near. */
  async token(): Promise<string> {
    const left = this.#user?.expires_in
    if (left !== undefined && left < renewBeforeSeconds) await this.#renew()
    if (!this.#user || this.state.kind !== 'signed-in') throw new SignedOutError()
    return this.#user.access_token
  }

  /** Whether there is another token than one that the API no longer takes. */
  async renewed(refused: string): Promise<boolean> {
    if (this.#user?.access_token === refused && this.#user.refresh_token) await this.#renew()
    return this.state.kind === 'signed-in' && this.#user?.access_token !== refused
  }

  /** What an answer of 401 means: the page stays where it is, and asks to sign in again. */
  expire(): void {
    if (this.state.kind === 'signed-in') this.#become({ kind: 'expired', person: this.state.person })
  }

  /** One renewal at a time: a refresh token is good once. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#askForMore().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #askForMore(): Promise<void> {
    if (!this.#user?.refresh_token) {
      // No frame is used to renew silently: the page's policy allows none. The rest of the token is used up.
      if (this.#user?.expired) this.expire()
      return
    }
    for (let tries = 1; ; tries++) {
      try {
        this.#user = (await this.#manager?.signinSilent()) ?? undefined
        if (!this.#user) this.expire()
        return
      } catch (error) {
        if (isRefusal(error)) {
          this.expire()
          return
        }
        if (tries === renewTries) {
          // The provider was not reached. The token may still do; where it does no more, people are asked, once they are online.
          if (!this.#user?.expired) return
          if (!navigator.onLine) throw error
          this.expire()
          return
        }
        await new Promise((resolve) => setTimeout(resolve, renewPauseMs))
      }
    }
  }
}

/** The provider has decided; what it says of itself is no decision. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ErrorResponse && !['server_error', 'temporarily_unavailable'].includes(error.error ?? '')
  )
}

/** Whether this page was come to by going back or forth in the history. */
function cameBack(): boolean {
  const [navigation] = performance.getEntriesByType('navigation')
  return (navigation as PerformanceNavigationTiming | undefined)?.type === 'back_forward'
}

export const session = new Session()
