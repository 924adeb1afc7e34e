/**
 * What is typed into forms, kept in this tab over a reload or a sign-in that the pages ask for themselves. It is for
 * whoever typed it alone, is taken once, and is old after ten minutes.
 */
const key = 'outflow.drafts'
const longestMs = 600_000

export type Draft = Record<string, unknown>

interface Kept {
  sub: string
  at: number
  forms: Record<string, Draft>
}

/** The forms that are on the page, by their addresses, with what is in them. */
const forms = new Map<string, () => Draft>()

/* eslint-disable no-restricted-globals -- it must outlive the page, and no longer than the tab; no token is in it */

/** Keeps the form of an address until it is gone. */
export function watchForm(address: string, read: () => Draft): () => void {
  forms.set(address, read)
  return () => {
    if (forms.get(address) === read) forms.delete(address)
  }
}

/** Puts what is in the forms by, for somebody. */
export function keepDrafts(sub: string): void {
  const kept = read(sub) ?? { sub, at: 0, forms: {} }
  for (const [address, of] of forms) kept.forms[address] = of()
  if (Object.keys(kept.forms).length === 0) return
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...kept, at: Date.now() }))
  } catch {
    // Storage that is forbidden or full costs what was typed, no more.
  }
}

/** Takes what somebody had typed into the form of an address. */
export function takeDraft(address: string, sub: string): Draft | undefined {
  const kept = read(sub)
  const draft = kept?.forms[address]
  if (!kept || !draft) return undefined
  const others = Object.fromEntries(Object.entries(kept.forms).filter(([name]) => name !== address))
  if (Object.keys(others).length === 0) forgetDrafts()
  else sessionStorage.setItem(key, JSON.stringify({ ...kept, forms: others }))
  return draft
}

/** Throws away what was put by. */
export function forgetDrafts(): void {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // As above: then there is nothing.
  }
}

/** What was put by for somebody. What is another's, or old, is thrown away. */
function read(sub: string): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null
    if (kept === null) return undefined
    if (kept.sub === sub && Date.now() - kept.at < longestMs) return kept
  } catch {
    // What cannot be read is nobody's.
  }
  forgetDrafts()
  return undefined
}
