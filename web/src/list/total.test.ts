import { expect, test } from 'vitest'

import { pageInstead, totalOf } from './total'

const some = (n: number) => Array.from({ length: n }, (_, i) => i)

test.each([
  ['a total that is as it should be', 3, 3, 1, 3],
  ['the last one has gone, and the counters do not know yet', 0, 1, 1, 0],
  ['one of several has gone', 2, 3, 1, 2],
  ['a new one is there already', 1, 0, 1, 1],
  ['more than a page', 20, 45, 1, 45],
  ['more than a page, of which one row has gone', 19, 45, 1, 45],
  ['a last page that is longer than was counted', 7, 45, 3, 47],
  ['a page beyond the last', 0, 20, 2, 20],
])('%s: %d rows, counted as %d, on page %d are %d', (_, rows, total, page, want) => {
  expect(totalOf({ rows: some(rows), total }, page, 20)).toBe(want)
})

test.each([
  ['rows are there', 3, 43, 3, null],
  ['an empty list', 0, 1, 1, null],
  ['its only row has gone, and the counters do not know yet', 0, 41, 3, 2],
  ['its only row has gone', 0, 40, 3, 2],
  ['far beyond the last', 0, 41, 9, 3],
  ['nothing is left at all', 0, 0, 2, 1],
])('a page without rows is left: %s', (_, rows, total, page, want) => {
  expect(pageInstead({ rows: some(rows), total }, page, 20)).toBe(want)
})
