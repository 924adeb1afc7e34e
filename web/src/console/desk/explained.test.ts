import { expect, test, vi } from 'vitest'

vi.mock('../../session/session', () => ({ SignedOutError: class extends Error {} }))
vi.mock('../../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

const { refusal } = await import('../../api/failure')
const { explainToAdmin } = await import('./explained')

/** A step that the API refuses, by the names of its states. */
const illegal = (from: string, to: string) =>
  refusal(409, {
    code: 409,
    message: `状态转换非法: ${from} → ${to}`,
    reason: 'illegal',
    args: { from, to },
  })

test('a step that is not allowed is told by the console’s names of states', () => {
  expect(explainToAdmin(illegal('rejected', 'rejected'), 'zh')).toBe('这笔提现已经是“已拒绝”')
  expect(explainToAdmin(illegal('cancelled', 'rejected'), 'zh')).toBe('这笔提现已经是“已拒绝”')
  expect(explainToAdmin(illegal('pending', 'completed'), 'zh')).toBe('这笔提现现在是“待审核”，不能这样做')
  expect(explainToAdmin(illegal('approved', 'rejected'), 'en')).toBe(
    'It is “To pay” now, which does not allow this',
  )
})

test('of what is at the gateway its word decides', () => {
  expect(explainToAdmin(illegal('processing', 'failed'), 'en')).toBe(
    'It is at the gateway, whose word decides',
  )
  expect(explainToAdmin(illegal('processing', 'approved'), 'en')).toBe(
    'It is “Being paid” now, which does not allow this',
  )
})

test('what is not there is named', () => {
  const missing = refusal(404, { code: 404, message: '提现记录不存在', reason: 'not_found', args: {} })
  expect(explainToAdmin(missing, 'en')).toBe('There is no such record')
  expect(explainToAdmin(refusal(404, {}), 'en')).toBe('There is no such record.')
})
