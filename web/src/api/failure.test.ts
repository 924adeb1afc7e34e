import { expect, test, vi } from 'vitest'

vi.mock('../session/session', () => ({ SignedOutError: class SignedOutError extends Error {} }))

const { failureOf, refusal } = await import('./failure')
const { explain, translate } = await import('./words')

vi.mock('../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

test('the reason is what each contract says', () => {
  expect(refusal(400, { success: false, message: '余额不足' })).toMatchObject({
    kind: 'invalid',
    message: '余额不足',
  })
  expect(refusal(400, { code: 400, message: '参数错误', details: { amount: '过大' } })).toMatchObject({
    kind: 'invalid',
    details: { amount: '过大' },
  })
  expect(refusal(404, { errCode: 404, errMsg: '记录不存在', errDlt: '', data: null })).toMatchObject({
    kind: 'not-found',
    message: '记录不存在',
  })
})

test('an answer that is no contract’s is a fault, and says nothing of itself', () => {
  for (const body of [undefined, null, 'text', 7, [], {}]) {
    expect(refusal(502, body)).toMatchObject({ kind: 'fault', message: '' })
  }
})

test('who cannot be reached is offline, and what breaks in the page is not', () => {
  expect(failureOf(new TypeError('Failed to fetch')).kind).toBe('offline')
  expect(failureOf(new DOMException('too late', 'TimeoutError')).kind).toBe('offline')
  expect(failureOf(new Error('broken')).kind).toBe('fault')
})

test('a user reads the reason where there is one, and else what to do', () => {
  expect(explain(refusal(400, { message: '余额不足' }), 'zh')).toBe('余额不足')
  expect(explain(refusal(400, { message: '余额不足' }), 'en')).toBe('Insufficient balance')
  expect(explain(refusal(500, { message: '系统错误 (request 1)' }), 'en')).toMatch(/Something went wrong/)
  expect(explain(refusal(503, {}), 'zh')).toBe('系统繁忙，请稍后重试。')
})

test('support is told which request it was', () => {
  const failure = refusal(500, { message: '服务器内部错误，请求编号: Root=1-5759e988' })
  expect(explain(failure, 'zh')).toMatch(/请联系客服。 请求编号: Root=1-5759e988$/)
  expect(explain(failure, 'en')).toMatch(/contact support\. Request: Root=1-5759e988$/)
})

test('what stands before the API has no say in English', () => {
  expect(explain(refusal(429, { message: 'Too Many Requests' }), 'zh')).toBe('系统繁忙，请稍后重试。')
  expect(explain(refusal(503, { message: '支付网关暂时不可用，请稍后重试' }), 'zh')).toBe(
    '支付网关暂时不可用，请稍后重试',
  )
})

test('bounds keep their numbers in English, and unknown words stay as they are', () => {
  expect(translate('充值金额不能低于 100.00 元', 'en')).toBe('The amount is at least 100.00')
  expect(translate('别的话', 'en')).toBe('别的话')
})
