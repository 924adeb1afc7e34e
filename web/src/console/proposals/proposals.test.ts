import { expect, test, vi } from 'vitest'

vi.mock('../../session/session', () => ({ session: {}, SignedOutError: class extends Error {} }))
vi.mock('../../app/preferences', () => ({}))

const { actsOf } = await import('./proposals')

const proposal = (escortId: string, ...people: readonly string[]) => ({
  state: 'open' as const,
  escortId,
  proposedBy: { by: 'guan', at: '' },
  approvals: ['guan', ...people].map((by) => ({ by, at: '' })),
})
const li = { sub: 'admin2', person: 'li' }

test('whoever proposed it takes it back, and others approve it once', () => {
  expect(actsOf(proposal('u1'), { sub: 'admin1', person: 'guan' })).toEqual(['withdraw'])
  expect(actsOf(proposal('u1'), li)).toEqual(['approve', 'reject'])
  expect(actsOf(proposal('u1', 'li'), li)).toEqual(['reject'])
})

test('who it is about decides nothing', () => {
  expect(actsOf(proposal('admin2'), li)).toEqual([])
})

test('what has ended stays as it is', () => {
  for (const state of ['done', 'failed', 'rejected', 'expired'] as const)
    expect(actsOf({ ...proposal('u1'), state }, li)).toEqual([])
})
