import { expect, test } from 'vitest'

import { userIn, walletParams, walletPath } from './walletPath'

const users = [
  'u2',
  '.',
  '..',
  '...',
  'a/b',
  'a%2Fb',
  '%2F',
  '%252F',
  '../u1',
  'a?b=c',
  'a b',
  '张三',
  '-',
  '%',
  'a;b',
  '+',
]

test.each(users)('%s opens itself, by an address that a browser leaves as it is', (userId) => {
  for (const settles of [undefined, 'MZCBPNG020261121052707']) {
    const { pathname, search, searchParams } = new URL(walletPath(userId, settles), 'https://pages.example')
    expect(pathname + search).toBe(walletPath(userId, settles))
    expect(userIn(pathname, searchParams)).toBe(userId)
    expect(searchParams.get('settles') ?? undefined).toBe(settles)
  }
})

test.each(users)('the API is asked about %s itself', (userId) => {
  const { path, query } = walletParams(userId)
  const { pathname } = new URL(
    `/wallets/${encodeURIComponent(path.userId)}/transactions`,
    'https://api.example',
  )
  expect(query.userId ?? decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(userId)
  expect(pathname.split('/')).toHaveLength(4)
})

test('an address without a user shows none', () => {
  expect(userIn('/console/wallets', new URLSearchParams())).toBeUndefined()
  expect(userIn('/console/wallets/', new URLSearchParams('keyword=u2'))).toBeUndefined()
})
