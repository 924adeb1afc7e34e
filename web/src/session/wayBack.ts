import { pathBack } from './pathBack'
import { session } from './session'

const name = 'outflow.way-back'

/* eslint-disable no-restricted-globals -- a way back, until it has been gone; no token is in it */

/** Goes to sign in, and comes back to a path: also where the first try fails on its way. */
export function signInFor(path: string, another = false): void {
  sessionStorage.setItem(name, path)
  void session.signIn(path, another)
}

/** Where to try again after a failure: where one is, or where one wanted to go when it began. */
export function wayBack(here: string): string {
  return here.startsWith('/signed-') ? pathBack(sessionStorage.getItem(name)) : pathBack(here)
}

export function forgetWayBack(): void {
  sessionStorage.removeItem(name)
}
