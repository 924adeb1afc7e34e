import { useSyncExternalStore } from 'react'

/** A list's address under a name. It is kept in the browser alone. */
export interface SavedView {
  name: string
  search: string
}

const key = 'outflow.views'
/** How many views are kept, and how long a name may be. */
export const [mostViews, longestName] = [20, 40]

const watchers = new Set<() => void>()
let current: readonly SavedView[] = read()

function read(): readonly SavedView[] {
  try {
    // eslint-disable-next-line no-restricted-globals -- this is their home
    return viewsOf(JSON.parse(localStorage.getItem(key) ?? '[]'))
  } catch {
    return [] // storage that is forbidden or broken costs the memory of a choice, no more
  }
}

/** What was kept, as far as it is views. */
export function viewsOf(kept: unknown): readonly SavedView[] {
  if (!Array.isArray(kept)) return []
  return kept
    .filter(
      (one): one is SavedView =>
        typeof one === 'object' &&
        one !== null &&
        typeof (one as SavedView).name === 'string' &&
        typeof (one as SavedView).search === 'string',
    )
    .slice(0, mostViews)
}

/** The views with one more, the newest first; another of its name is replaced. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [view, ...views.filter(({ name }) => name !== view.name)].slice(0, mostViews)
}

function keep(views: readonly SavedView[]): void {
  current = views
  try {
    // eslint-disable-next-line no-restricted-globals -- this is their home
    localStorage.setItem(key, JSON.stringify(views))
  } catch {
    // As in read.
  }
  watchers.forEach((tell) => {
    tell()
  })
}

export const saveView = (view: SavedView) => keep(withView(current, view))
export const deleteView = (name: string) => keep(current.filter((view) => view.name !== name))

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

export function useSavedViews(): readonly SavedView[] {
  return useSyncExternalStore(watch, () => current)
}

/** The part of an address that a view keeps: what is looked for, and how it is sorted, without the page and the open row. */
export function viewSearch(search: URLSearchParams): string {
  const kept = new URLSearchParams(search)
  for (const name of ['page', 'id']) kept.delete(name)
  return kept.toString()
}
