import type { RowsPage } from './RecordList'

/**
 * How many rows a list has. Totals come from counters, which lag behind the rows: where the rows themselves show how
 * many there are, or that there are more, they are believed.
 */
export function totalOf({ rows, total }: RowsPage<unknown>, page: number, size: number): number {
  if (page === 1 && total <= size) return rows.length
  return Math.max(total, (page - 1) * size + rows.length)
}

/** The page to go to from one that has no rows (any more); null where one may stay. */
export function pageInstead({ rows, total }: RowsPage<unknown>, page: number, size: number): number | null {
  if (rows.length > 0 || page === 1) return null
  return Math.max(1, Math.min(Math.ceil(total / size), page - 1))
}
