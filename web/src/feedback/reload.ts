/** When the page was last loaded anew by itself, in this tab. */
const key = 'outflow.reloaded'
/** A part that is missing again so soon is missing for another reason. */
const onceInMs = 60_000

/* eslint-disable no-restricted-globals -- it must outlive the page; it is a time, no more */

/** Whether the page may be loaded anew by itself: once, and not in a circle. */
export function mayReload(): boolean {
  try {
    return Date.now() - Number(sessionStorage.getItem(key) ?? 0) > onceInMs
  } catch {
    return false // what cannot be remembered could go round for ever
  }
}

export function reloadOnce(): void {
  sessionStorage.setItem(key, String(Date.now()))
  location.reload()
}
