import { expect, test, vi } from 'vitest'

vi.mock('../session/session', () => ({ SignedOutError: class SignedOutError extends Error {} }))

const { failureOf, refusal } = await import('./failure')
const { explain } = await import('./words')

vi.mock('../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

/** The API's answer that the balance is not enough, in one of its forms. */
const insufficient = { success: false, message: '余额不足', reason: 'insufficient', args: {} }

test('the message is what each contract says', () => {
  expect(refusal(400, insufficient)).toMatchObject({ kind: 'invalid', message: '余额不足' })
  expect(refusal(400, { code: 400, message: '参数错误', details: { amount: '过大' } })).toMatchObject({
    kind: 'invalid',
    message: '参数错误',
  })
  expect(refusal(404, { errCode: 404, errMsg: '记录不存在', errDlt: '', data: null })).toMatchObject({
    kind: 'not-found',
    message: '记录不存在',
  })
  const coded = { errCode: 404, errMsg: '记录不存在', errDlt: 'not_found', reason: 'not_found' }
  expect(refusal(200, coded)).toMatchObject({ message: '记录不存在' })
  const detailed = { errMsg: 'invalid request', errDlt: 'status 无效', reason: 'not_one_of' }
  expect(refusal(200, detailed)).toMatchObject({ message: 'status 无效' })
})

test('the reason is in every form alike, with what it only introduces', () => {
  const held = refusal(409, {
    code: 409,
    message: '通道 MVola 不能支付: 到账金额不能低于 100.00 元',
    reason: 'channel_cannot_pay',
    args: { channel: 'MVola' },
    then: [{ reason: 'net_least', args: { least: '100.00' } }],
  })
  expect(held.is('channel_cannot_pay')).toBe(true)
  expect(explain(held, 'zh')).toBe('通道 MVola 不能支付: 到账金额不能低于 100.00 元')
  expect(explain(held, 'en')).toBe('The channel MVola cannot pay it: What is paid out is at least 100.00')
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
  expect(explain(refusal(400, insufficient), 'zh')).toBe('余额不足')
  expect(explain(refusal(400, insufficient), 'en')).toBe('The balance is not enough')
  expect(explain(refusal(400, { message: '别的话' }), 'en')).toBe('别的话')
  expect(explain(refusal(500, { message: '系统错误 (request 1)' }), 'en')).toMatch(/Something went wrong/)
  expect(explain(refusal(503, {}), 'zh')).toBe('系统繁忙，请稍后重试。')
})

test('support is told which request it was', () => {
  const args = { text: 'Root=1-5759e988' }
  const failure = refusal(500, { message: '服务器内部错误', reason: 'internal', args })
  expect(explain(failure, 'zh')).toMatch(/请联系客服。 请求编号: Root=1-5759e988$/)
  expect(explain(failure, 'en')).toMatch(/contact support\. Request: Root=1-5759e988$/)
})

test('what stands before the API has no say', () => {
  expect(explain(refusal(429, { message: 'Too Many Requests' }), 'zh')).toBe('系统繁忙，请稍后重试。')
  const silent = { message: '支付网关暂时不可用，请稍后重试', reason: 'gateway_silent', args: {} }
  expect(explain(refusal(503, silent), 'zh')).toBe('支付网关暂时不可用，请稍后重试')
})
