import { expect, test } from 'vitest'

import { viewSearch, viewsOf, withView } from './savedViews'

test('what was kept and is no view is left out', () => {
  const view = { name: '早班', search: 'status=pending' }
  expect(viewsOf([view, null, 1, { name: 'x' }, { name: 1, search: 'y' }])).toEqual([view])
  expect([viewsOf(null), viewsOf('[]'), viewsOf({})]).toEqual([[], [], []])
})

test('a view of the same name replaces the other, and twenty are kept', () => {
  const one = withView([{ name: 'a', search: 'old' }], { name: 'a', search: 'new' })
  expect(one).toEqual([{ name: 'a', search: 'new' }])
  const many = Array.from({ length: 30 }).reduce<ReturnType<typeof withView>>(
    (views, _, n) => withView(views, { name: String(n), search: '' }),
    [],
  )
  expect([many.length, many[0]?.name]).toEqual([20, '29'])
})

test('a view keeps neither its page nor the row that is open', () => {
  expect(viewSearch(new URLSearchParams('status=pending&sort=amount&page=3&id=X&pageSize=50'))).toBe(
    'status=pending&sort=amount&pageSize=50',
  )
})
