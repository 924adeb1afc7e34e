import { expect, test } from 'vitest'

import { isRechargeId } from './order'

test.each([
  ['RC7K3QW9ZT20250120103000', true],
  ['rc7k3qw9zt20250120103000', true],
  ['7K3QW9ZT20250120103000', false],
  ['RCK3QW9Z20250120103000', false], // a withdrawal's, whose random part begins so
  ['RC', false],
])('%s names a recharge: %s', (id, recharge) => {
  expect(isRechargeId(id)).toBe(recharge)
})
