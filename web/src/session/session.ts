import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
  type User,
} from 'oidc-client-ts'

import { loadConfig } from './config'
import { pathBack } from './pathBack'
import { personOf, type Person } from './person'

export type SessionState =
  | { kind: 'starting' }
  | { kind: 'signed-out' }
  | { kind: 'signed-in'; person: Person; returnTo: string }
  | { kind: 'expired'; person: Person } // the page stays, under a question to sign in again
  | { kind: 'unconfigured' }
  | { kind: 'failed'; error: unknown }

/** A request that needs somebody to be signed in, and nobody is. */
export class SignedOutError extends Error {}

/** A token with less than this left is renewed before it is used. */
const renewBeforeSeconds = 30

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

  /** Finds the provider, and ends a sign-in that comes back from it. It is called once, and again after a failure. */
  async start(): Promise<void> {
    this.#become({ kind: 'starting' })
    try {
      const config = await loadConfig()
      if (config.authority === '') {
        this.#become({ kind: 'unconfigured' })
        return
      }
      this.#manager = new UserManager({
        authority: config.authority,
        client_id: config.clientId,
        scope: config.scope,
        redirect_uri: `${location.origin}/signed-in`,
        post_logout_redirect_uri: `${location.origin}/signed-out`,
        automaticSilentRenew: false,
        userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
        // eslint-disable-next-line no-restricted-globals -- the way back needs it; no token is in it
        stateStore: new WebStorageStateStore({ store: sessionStorage }),
        ...(config.audience === '' ? {} : { extraQueryParams: { audience: config.audience } }),
      })
      await this.#finish(this.#manager)
    } catch (error) {
      this.#become({ kind: 'failed', error })
    }
  }

  async #finish(manager: UserManager): Promise<void> {
    await manager.clearStaleState()
    if (location.pathname !== '/signed-in') {
      this.#become({ kind: 'signed-out' })
      return
    }
    const user = await manager.signinRedirectCallback()
    this.#user = user
    this.#become({ kind: 'signed-in', person: personOf(user.access_token), returnTo: pathBack(user.state) })
  }

  /** Goes to the provider, to come back to a path of ours. */
  async signIn(returnTo: string, another = false): Promise<void> {
    if (!this.#manager) return
    try {
      await this.#manager.signinRedirect({
        state: returnTo,
        ...(another ? { prompt: 'select_account' } : {}),
      })
    } catch (error) {
      this.#become({ kind: 'failed', error })
    }
  }

  async signOut(): Promise<void> {
    try {
      await this.#manager?.signoutRedirect()
    } catch {
      // A provider without a page to sign out at: forgetting the tokens is what is left.
      this.#user = undefined
      location.assign('/signed-out')
    }
  }

  /** The access token for a request, renewed where its end is near. */
  async token(): Promise<string> {
    const left = this.#user?.expires_in
    if (left !== undefined && left < renewBeforeSeconds) await this.#renew()
    if (!this.#user || this.state.kind !== 'signed-in') throw new SignedOutError()
    return this.#user.access_token
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
    try {
      this.#user = (await this.#manager?.signinSilent()) ?? undefined
      if (!this.#user) this.expire()
    } catch (error) {
      if (error instanceof ErrorResponse) this.expire()
      // The provider was not reached. The token may still do; where it does no more, people are asked, once they are online.
      else if (this.#user?.expired) {
        if (!navigator.onLine) throw error
        this.expire()
      }
    }
  }
}

export const session = new Session()
