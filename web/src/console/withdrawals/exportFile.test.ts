import { expect, test, vi } from 'vitest'

vi.mock('../../session/session', () => ({ session: {}, SignedOutError: class extends Error {} }))
vi.mock('../../app/preferences', () => ({}))

const { addressIn, nameIn } = await import('./exportFile')

test('a file is called what the answer calls it', () => {
  const name = '%E6%8F%90%E7%8E%B0%E8%AE%B0%E5%BD%95_2024-12-12.csv'
  expect(nameIn(`attachment; filename*=UTF-8''${name}`)).toBe('提现记录_2024-12-12.csv')
  expect(nameIn(`attachment; filename="withdraw-records.csv"; filename*=UTF-8''${name}`)).toBe(
    '提现记录_2024-12-12.csv',
  )
  expect(nameIn('attachment; filename="withdraw-records.xlsx"')).toBe('withdraw-records.xlsx')
  expect(nameIn('attachment')).toBeNull()
})

test('a large file is where the answer says', () => {
  expect(addressIn({ code: 0, data: { url: 'https://files.example/x.csv' } })).toBe(
    'https://files.example/x.csv',
  )
  expect(() => addressIn({ code: 0, data: {} })).toThrow('no address')
})
