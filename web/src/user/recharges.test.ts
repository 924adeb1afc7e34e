import { expect, test, vi } from 'vitest'

vi.mock('../api/client', () => ({}))
vi.mock('../session/session', () => ({ SignedOutError: class extends Error {} }))
vi.mock('../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

const { awaited } = await import('./recharges')

test('nobody is told to open a page that is not there', () => {
  const noPage = '支付页面暂不可用，请稍后查看或联系客服' // as the API says it
  expect(awaited({ url: 'https://pay.example/1', notifyInfo: '' })).toBe('payment')
  expect(awaited({ url: '', notifyInfo: noPage })).toBe('page')
  expect(awaited({ url: '', notifyInfo: '' })).toBe('gateway')
})
