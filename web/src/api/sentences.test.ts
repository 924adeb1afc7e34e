import { expect, test } from 'vitest'

import { sentenceOf, tell, type Parts, type Reason } from './sentences'
import sentences from './sentences.json'

test('a statement is told in both languages, with what it names', () => {
  const minimum = { reason: 'minimum', args: { limit: '10.00' } } as const
  expect(sentenceOf(minimum, 'zh')).toBe('提现金额不能低于10.00元')
  expect(sentenceOf(minimum, 'en')).toBe('A withdrawal is at least 10.00')
  const options = {
    reason: 'not_one_of',
    args: { field: 'status', options: 'active,frozen,closed' },
  } as const
  expect(sentenceOf(options, 'zh')).toBe('status 无效，应为 active、frozen 或 closed')
  expect(sentenceOf(options, 'en')).toBe('status is active, frozen or closed')
  expect(sentenceOf({ ...options, args: { field: 'status', options: 'active' } }, 'en')).toBe(
    'status is active',
  )
})

test('every sentence is whole: no place is left, whatever form it has', () => {
  const all = Object.keys(sentences) as Reason[]
  expect(all.length).toBeGreaterThan(100)
  for (const reason of all) {
    for (const language of ['zh', 'en'] as const) {
      const said = sentenceOf({ reason, args: {} }, language)
      expect(said, reason).not.toMatch(/[{}]/)
    }
  }
})

test('every form is known', () => {
  for (const { zh, en } of Object.values(sentences)) {
    for (const [, form] of (zh + en).matchAll(/\{\w+:(\w+)\}/g))
      expect(['list', 'or', 'money']).toContain(form)
  }
})

test('a message is what a person gave, and behind it what the machine says', () => {
  const settled: Parts = {
    text: '核实',
    statements: [{ reason: 'settled_by', args: { amount: '-40.00', due: '-12.00' } }],
  }
  const message = '核实（结算 -40.00，尚余 -12.00）'
  expect(tell(message, settled, 'zh')).toBe(message)
  expect(tell(message, settled, 'en')).toBe('核实 (settled -40.00, left -12.00)')
})

test('what has no reason, or one that this page does not know yet, is told as it is', () => {
  expect(tell('以前的话', undefined, 'en')).toBe('以前的话')
  const later = { statements: [{ reason: 'made_up_later' as Reason, args: {} }] }
  expect(tell('以后的话', later, 'en')).toBe('以后的话')
})

test('a reason that has no sentence does not compile', () => {
  const incomplete: Omit<typeof sentences, 'insufficient'> = sentences
  // @ts-expect-error -- tsc, which is part of the lint, fails here as soon as it lets this pass
  const all: Record<Reason, unknown> = incomplete
  expect(all).toHaveProperty('minimum')
})
