import type { Withdrawal } from './filter'

/** Which row is next to another, among those of a page; null where there is none. */
export function besideOf(
  rows: readonly Pick<Withdrawal, 'id'>[],
  id: string,
  step: 1 | -1,
  passed: ReadonlySet<string> = new Set(),
): string | null {
  const at = rows.findIndex((row) => row.id === id)
  const left = rows.filter((row, i) => row.id !== id && !passed.has(row.id) && (step > 0 ? i > at : i < at))
  return (step > 0 ? left[0] : left.at(-1))?.id ?? null
}
