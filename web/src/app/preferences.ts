import { useSyncExternalStore } from 'react'

/** What a person has chosen in the header, and the account that they paid from last. Beside it, only what was sent and has no outcome is kept in their browser. */
export interface Preferences {
  language: 'zh' | 'en'
  theme: 'light' | 'dark'
  /** The id of an account; empty where none was chosen yet. */
  paidFrom: string
}

const key = 'outflow.preferences'
const watchers = new Set<() => void>()
let current = read()

/** Where nothing was chosen the browser's own wishes count. */
function read(): Preferences {
  const wished: Preferences = {
    language: navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en',
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    paidFrom: '',
  }
  try {
    // eslint-disable-next-line no-restricted-globals -- this is their home
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>
    if (kept.language === 'zh' || kept.language === 'en') wished.language = kept.language
    if (kept.theme === 'light' || kept.theme === 'dark') wished.theme = kept.theme
    if (typeof kept.paidFrom === 'string') wished.paidFrom = kept.paidFrom
  } catch {
    // Storage that is forbidden or broken costs the memory of a choice, no more.
  }
  return wished
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    // eslint-disable-next-line no-restricted-globals -- this is their home
    localStorage.setItem(
      key,
      JSON.stringify({ ...current, paidFrom: current.paidFrom === '' ? undefined : current.paidFrom }),
    )
  } catch {
    // As in read.
  }
  show()
  watchers.forEach((tell) => {
    tell()
  })
}

/** Tells the document, for its style sheet and for whoever reads it aloud. */
export function show(): void {
  document.documentElement.lang = current.language === 'zh' ? 'zh-CN' : 'en'
  document.documentElement.dataset['theme'] = current.theme
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

/** What is chosen now, for who is no component. */
export function preferences(): Preferences {
  return current
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watch, () => current)
}
