import { expect, test, vi } from 'vitest'

vi.mock('../../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

const { saidOfWithdrawals, stepSaid } = await import('./said')

test('a step that is not allowed is told in words', () => {
  expect(stepSaid('状态转换非法: rejected → rejected', 'zh')).toBe('这笔提现已经是“已拒绝”')
  expect(stepSaid('状态转换非法: pending → completed', 'zh')).toBe('这笔提现现在是“待审核”，不能这样做')
  expect(stepSaid('状态转换非法: approved → rejected', 'en')).toBe(
    'It is “To pay” now, which does not allow this',
  )
  expect(stepSaid('状态转换非法: processing → failed（通道打款处理中，以网关结果为准）', 'en')).toBe(
    'It is at the gateway, whose word decides',
  )
  expect(stepSaid('余额不足', 'zh')).toBeNull()
})

test('what is said has one translation', () => {
  const said = '符合条件的记录过多（100000 条或更多），无法在 25 秒内导出，请缩小筛选范围'
  expect(saidOfWithdrawals.filter(([chinese]) => chinese.test(said)).map(([, words]) => words)).toEqual([
    '$1 or more match, which takes longer than $2 seconds: narrow the filters',
  ])
})
