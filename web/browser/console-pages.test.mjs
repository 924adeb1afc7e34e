// The admins' pages, as user-pages.test.mjs looks at the users'.
import { deepEqual } from 'node:assert/strict'

import { still } from './act.mjs'
import { fillConsole } from './fill.mjs'
import { looks, lookThrough } from './look.mjs'
import { share, story } from './visit.mjs'

/** @typedef {import('playwright-core').Page} Page */

share({ reconcileSeconds: 1 })

/** @type {ReturnType<typeof fillConsole> | undefined} */
let made

for (const look of looks) {
  const described = `in ${look.language === 'zh' ? 'Chinese' : 'English'}, ${look.theme}, ${look.width} pixels wide`
  story(`The desk's pages keep nobody out, ${described}`, async ({ stack, enter }) => {
    await (made ??= fillConsole(stack))
    const { page, expect } = await enter('admin1', look)
    expect(404, /^\/api\/admin\/wallets\/nobody$/)
    deepEqual(await lookThrough(page, look, deskPages), [])
  })
}

for (const look of looks) {
  const described = `in ${look.language === 'zh' ? 'Chinese' : 'English'}, ${look.theme}, ${look.width} pixels wide`
  story(`The withdrawals' pages keep nobody out, ${described}`, async ({ stack, enter }) => {
    const filled = await (made ??= fillConsole(stack))
    const { page } = await enter('admin1', look)
    deepEqual(await lookThrough(page, look, withdrawalPages(filled)), [])
  })
}

/** @param {Awaited<ReturnType<typeof fillConsole>>} made @returns {import('./look.mjs').Shown[]} */
function withdrawalPages(made) {
  /** What is done in a drawer. @param {RegExp} name of its button, in both languages */
  const act = (name) => async (/** @type {Page} */ page) => {
    await page.locator('.drawer-acts').getByRole('button', { name }).click()
    await page.locator('.ant-modal').waitFor()
    await still(page)
  }
  const states = /** @type {const} */ ([
    'pending',
    'approved',
    'processing',
    'completed',
    'rejected',
    'failed',
    'parked',
    'contradicted',
  ])
  return [
    { name: 'console', path: '/console' },
    { name: 'console-none', path: '/console?maxAmount=0.01' },
    {
      name: 'console-selected',
      path: '/console?status=pending',
      then: (page) => page.locator('tbody').getByRole('checkbox').first().check(),
    },
    {
      name: 'console-batch',
      path: '/console?status=pending',
      then: async (page) => {
        await page.locator('tbody').getByRole('checkbox').first().check()
        await page.locator('.batch-acts button').first().click()
        await page.locator('.ant-modal').waitFor()
      },
    },
    {
      name: 'console-export',
      path: '/console?status=pending',
      then: async (page) => {
        await page.locator('.page-title button').last().click()
        await page.locator('.ant-modal').waitFor()
      },
    },
    { name: 'console-attention', path: '/console/attention' },
    ...states.map((state) => ({
      name: `console-${state}`,
      path: `/console?id=${made[state]}`,
      then: opened,
    })),
    { name: 'console-approve', path: `/console?id=${made.pending}`, then: act(/^(通过|Approve)$/) },
    { name: 'console-reject', path: `/console?id=${made.pending}`, then: act(/^(拒绝|Reject)$/) },
    { name: 'console-payout', path: `/console?id=${made.approved}`, then: act(/^(打款|Pay out)$/) },
    { name: 'console-fail', path: `/console?id=${made.approved}`, then: act(/^(标记失败|Mark as failed)$/) },
    { name: 'console-resend', path: `/console?id=${made.parked}`, then: act(/^(重发|Send again)$/) },
  ]
}

/** @param {Page} page */
const opened = (page) => page.getByRole('dialog').waitFor()

/** @param {Page} page @param {number} nth */
async function openAction(page, nth) {
  await page.locator('.wallet-actions button').nth(nth).click()
  await page.getByRole('dialog').waitFor()
}

/** @type {import('./look.mjs').Shown[]} */
const deskPages = [
  { name: 'console-channels', path: '/console/channels' },
  { name: 'console-recharges', path: '/console/recharges' },
  { name: 'console-recharges-empty', path: '/console/recharges?state=4' },
  {
    name: 'console-recharge',
    path: '/console/recharges',
    then: async (page) => {
      await page.getByRole('table').first().locator('.row-actions button').last().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'console-recharge-credit',
    path: '/console/recharges',
    then: async (page) => {
      await page.getByRole('table').first().locator('.row-actions button').first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'console-wallets', path: '/console/wallets' },
  { name: 'console-wallets-none', path: '/console/wallets?keyword=nobody' },
  { name: 'console-wallet', path: '/console/wallets/u2' },
  { name: 'console-wallet-unknown', path: '/console/wallets/nobody' },
  { name: 'console-wallet-adjust', path: '/console/wallets/u2', then: (page) => openAction(page, 0) },
  { name: 'console-wallet-freeze', path: '/console/wallets/u2', then: (page) => openAction(page, 1) },
  { name: 'console-audit', path: '/console/audit' },
  { name: 'console-audit-empty', path: '/console/audit?startAt=2020-01-01&endAt=2020-01-31' },
  {
    name: 'console-audit-record',
    path: '/console/audit',
    then: async (page) => {
      await page.getByRole('table').getByRole('button').first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
]
