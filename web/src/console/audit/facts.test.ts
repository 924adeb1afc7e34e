import { expect, test, vi } from 'vitest'

import { tell, type Parts } from '../../api/sentences'
import type { Audit } from './audits'

vi.mock('../../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

const { auditTerms } = await import('./auditWords')
const { actOf, factsOf, gistOf } = await import('./facts')

const { zh, en } = auditTerms

/** Messages as they are. */
const asIs = (message: string) => message

/** One by a later version, too. */
function record(module: string, action: string, detail?: string): Audit {
  return {
    id: '1',
    module: module as Audit['module'],
    action: action as Audit['action'],
    createdAt: '2025-01-20T10:30:00.000Z',
    ...(detail !== undefined && { detail }),
  }
}

test('a detail is told in words, its amounts and states too', () => {
  const told = factsOf('{"from":"active","to":"frozen","amount":"1234.5","reason":"核实中"}', 'wallet', en)
  expect(told.map(({ label, value }) => [label, value])).toEqual([
    ['Status before', 'active'],
    ['Status after', 'frozen'],
    ['Amount', '1,234.50'],
    ['Reason', '核实中'],
  ])
})

test('the same state has the word of its own module', () => {
  expect(factsOf('{"to":"closed"}', 'wallet', zh)[0]?.value).toBe('已关闭')
  expect(factsOf('{"to":"closed"}', 'recharge', zh)[0]?.value).toBe('人工关闭')
})

test('what is not known is told as it is', () => {
  expect(factsOf('{"colour":"red","n":3}', 'garden', en).map(({ label, value }) => [label, value])).toEqual([
    ['colour', 'red'],
    ['n', '3'],
  ])
  expect(actOf(record('garden', 'water'), en)).toBe('garden · water')
})

test('what is no JSON object is told whole', () => {
  for (const detail of ['not JSON', '[1]', 'null']) {
    expect(factsOf(detail, 'wallet', en)).toEqual([{ name: '', label: '', value: detail }])
  }
  expect(factsOf(undefined, 'wallet', en)).toEqual([])
})

test('the gist of a record is a line', () => {
  expect(
    gistOf(record('wallet', 'status', '{"from":"active","to":"frozen","reason":"核实中"}'), zh, asIs),
  ).toBe('正常 → 已冻结 · 核实中')
  expect(gistOf(record('wallet', 'adjust', '{"amount":"-5.00","reason":"x"}'), en, asIs)).toBe('-5.00 · x')
  expect(gistOf(record('withdraw', 'export', '{"count":128,"format":"csv"}'), en, asIs)).toBe(
    'Rows 128 · CSV',
  )
  expect(
    gistOf(
      record('recharge', 'close', '{"credited":"0.00","from":"parked","reason":"x","to":"closed"}'),
      en,
      asIs,
    ),
  ).toBe('held → closed by an admin · x')
  expect(gistOf(record('withdraw', 'view_unmasked'), en, asIs)).toBe('')
})

test('what the machine says in a detail is told by its reason', () => {
  const step = record('withdraw', 'payout', '{"from":"approved","to":"completed","message":"人工打款: TX-1"}')
  const messageParts = {
    statements: [
      { reason: 'paid_by_hand' as const, args: {} },
      { reason: 'number_given' as const, args: { text: 'TX-1' } },
    ],
  }
  const told = (message: string, parts?: Parts) => tell(message, parts, 'en')
  expect(gistOf({ ...step, messageParts }, en, told)).toBe(
    'waiting for payout → completed · Paid by hand: TX-1',
  )
  expect(gistOf(step, en, told)).toBe('waiting for payout → completed · 人工打款: TX-1')
})
