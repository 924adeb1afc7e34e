// The pages for accounting and for other systems, with something of everything in them.
import { deepEqual } from 'node:assert/strict'

import { settled, still } from './act.mjs'
import { looks, lookThrough } from './look.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

/** @typedef {import('playwright-core').Page} Page */

share({ reconcileSeconds: 1 })

/** @type {ReturnType<typeof fillAccounts> | undefined} */
let made

for (const look of looks) {
  const described = `in ${look.language === 'zh' ? 'Chinese' : 'English'}, ${look.theme}, ${look.width} pixels wide`
  story(`Accounting's pages keep nobody out, ${described}`, async ({ stack, enter }) => {
    const returned = await (made ??= fillAccounts(stack))
    const { page } = await enter('admin1', look)
    deepEqual(await lookThrough(page, look, accountingPages(returned)), [])
  })
}

const records = '/admin/escorts/withdraw-records/'
const nowhere = 'http://127.0.0.1:9/hooks/outflow/withdrawals/production'

/** A statement with breaks, an endpoint that does not answer, a file, and a payout that came back. @param {import('./stack.mjs').Stack} stack @returns its id */
async function fillAccounts(stack) {
  const day = new Date().toISOString().slice(0, 10)
  const content = `day,amount,text\n${day},-5.00,BANK CHARGES AND COMMISSION 2026/11 REF 0001928374655\n${day},1200.50,\n`
  await stack.asAdmin('/admin/statements', { content })
  await eventually('its breaks', async () => {
    const { breaks } = await stack.asAdmin(`/admin/breaks?day=${day}`)
    return breaks.length > 1
  })
  const { id: endpoint } = await stack.asAdmin('/admin/webhooks', { url: nowhere, note: '财务系统' })
  await stack.asAdmin(`/admin/webhooks/${endpoint}/test`, {})
  await stack.asAdmin('/admin/jobs', { kind: 'ledger', month: day.slice(0, 7), format: 'csv' })
  await stack.asUser('u2', '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: 'u2', amount: 2000, reason: '活动赠送' })
  const { id } = await stack.asUser('u2', '/api/wallet/withdraw', {
    method: 'alipay',
    account: 'lisi@example.com',
    accountName: '李四',
    amount: '410.00',
  })
  await stack.asAdmin(`${records}${id}/review`, { action: 'approve' })
  const sure = { operatorConfirmText: 'CONFIRM' }
  await stack.asAdmin(`${records}${id}/payout`, {
    payoutMethod: 'manual',
    transactionNo: '2026112800017',
    ...sure,
  })
  for (const amount of [60, 350])
    await stack.asAdmin(`${records}${id}/return`, {
      amount,
      reason: 'AC04',
      reference: `RET-${amount}`,
      ...sure,
    })
  return String(id)
}

/** @param {string} returned @returns {import('./look.mjs').Shown[]} */
function accountingPages(returned) {
  /** A dialog of one of a page's buttons. @param {RegExp} name of it, in both languages */
  const dialog = (name) => async (/** @type {Page} */ page) => {
    await page.locator('main').getByRole('button', { name }).first().click()
    await page.locator('.ant-modal').waitFor()
    await still(page)
  }
  return [
    { name: 'statements', path: '/console/statements' },
    { name: 'statements-upload', path: '/console/statements', then: dialog(/^(上传|Add)/) },
    { name: 'statements-offset', path: '/console/statements', then: dialog(/^(相抵|Offset)/) },
    { name: 'webhooks', path: '/console/webhooks' },
    {
      name: 'webhooks-deliveries',
      path: '/console/webhooks',
      then: async (page) => {
        await page.getByRole('table').getByRole('button').first().click()
        await page.getByRole('table').nth(1).waitFor()
        await settled(page)
      },
    },
    { name: 'webhooks-add', path: '/console/webhooks', then: dialog(/^(新增|Add)/) },
    { name: 'jobs', path: '/console/jobs' },
    {
      name: 'console-returned',
      path: `/console?id=${returned}`,
      then: async (page) => {
        await page.getByRole('dialog').waitFor()
        await settled(page)
      },
    },
  ]
}
