import { expect, test, vi } from 'vitest'

vi.mock('../../session/session', () => ({ session: {}, SignedOutError: class extends Error {} }))
vi.mock('../../app/preferences', () => ({}))

const { fieldsOf, policyActsOf, policyOf, typed } = await import('./policies')

test('what waits is confirmed by others and taken back by anybody', () => {
  const approvals = [{ person: 'guan', at: '' }]
  expect(policyActsOf({ state: 'waiting', approvals }, 'li')).toEqual(['confirm', 'withdraw'])
  expect(policyActsOf({ state: 'waiting', approvals }, 'guan')).toEqual(['withdraw'])
  expect(policyActsOf({ state: 'scheduled', approvals }, 'li')).toEqual(['withdraw'])
  expect(policyActsOf({ state: 'in_force', lapsesAt: 'soon', approvals }, 'li')).toEqual(['confirm'])
  expect(policyActsOf({ state: 'in_force', approvals }, 'li')).toEqual([])
})

test('a text is a policy, or none', () => {
  expect(policyOf('{"singleLimit":"5"}')).toEqual({ singleLimit: '5' })
  for (const none of ['', '[]', 'null', '1', '{']) expect(policyOf(none)).toBeNull()
})

test('fields keep their kind', () => {
  const [limit, open, refused] = fieldsOf({ singleLimit: '5', maxOpen: 3, repeated: true, people: [] })
  expect([limit, open, refused].map((field) => field?.name)).toEqual(['singleLimit', 'maxOpen', 'repeated'])
  expect(typed({ name: 'singleLimit', value: '5' }, ' 7.5 ')).toBe('7.5')
  expect(typed({ name: 'maxOpen', value: 3 }, '4')).toBe(4)
  expect(typed({ name: 'maxOpen', value: 3 }, 'x')).toBeNull()
  expect(typed({ name: 'repeated', value: true }, 'false')).toBe(false)
})
