import { equal, match } from 'node:assert/strict'

import { fill, press, rows, settled, toast, walk } from './act.mjs'
import { share, story } from './visit.mjs'

share()

/** @typedef {import('playwright-core').Page} Page */

/** Money for somebody who takes it out. @param {import('./stack.mjs').Stack} stack @param {string} userId */
async function give(stack, userId) {
  await stack.asUser(userId, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId, amount: 1000, reason: '活动赠送' })
}

/** The next request of a path arrives, and its answer does not. @param {Page} page @param {string} path */
async function loseAnswer(page, path) {
  await page.route(
    `**${path}`,
    async (route) => {
      await route.fetch()
      return route.abort('aborted')
    },
    { times: 1 },
  )
}

const lost = '上一次提交可能已经收到'
const request = { targetAccount: '0387222126', amount: '50' }

story(
  'What was sent without an answer is the same when it is sent again after a reload, or from another tab',
  async ({ stack, enter }) => {
    await give(stack, 'u2')
    const { page } = await enter('u2')
    await walk(page, '/withdrawal')
    await fill(page, request)
    await loseAnswer(page, '/api/withdrawal')
    await press(page, '提交')
    await page.getByText(lost).waitFor()

    const tab = await page.context().newPage()
    await tab.goto('/withdrawal')
    await tab.getByText(lost).waitFor()
    match(await tab.evaluate(() => localStorage.getItem('outflow.unsettled') ?? ''), /key/)
    const kept = await tab.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    equal(kept.includes(request.targetAccount) || kept.includes('eyJ'), false, kept)

    await page.reload()
    await settled(page)
    await page.getByText(lost).waitFor()
    await page.getByRole('link', { name: '查看记录' }).waitFor()
    await fill(page, request)
    await press(page, '提交')
    await toast(page, '提交成功').waitFor()
    await page.waitForURL('**/withdrawal-list')
    equal((await stack.asUser('u2', '/api/withdrawal')).orders.length, 1)
    await tab.getByText(lost).waitFor({ state: 'detached' })
    await tab.close()
  },
)

story('What looks like a duplicate is asked about, and done where it is meant', async ({ stack, enter }) => {
  await give(stack, 'u3')
  const { page, expect } = await enter('u3')
  const send = async () => {
    await walk(page, '/wallet/withdraw')
    await fill(page, { account: '13800001111', amount: '20' })
    await press(page, '提交申请')
  }
  await send()
  await page.waitForURL('**/wallet/withdrawals')
  expect(409, /^\/api\/wallet\/withdraw$/)
  await send()
  await page.getByText('疑似重复提交').waitFor()
  equal(await page.evaluate(() => document.activeElement?.textContent), '不再提交')
  equal((await stack.asUser('u3', '/api/wallet/withdrawals')).withdrawals.length, 1)
  await press(page, '不再提交')
  await page.getByText('疑似重复提交').waitFor({ state: 'detached' })
  expect(409, /^\/api\/wallet\/withdraw$/)
  await press(page, '提交申请')
  await press(page, '再提交一笔')
  await page.waitForURL('**/wallet/withdrawals')
  await settled(page)
  equal((await stack.asUser('u3', '/api/wallet/withdrawals')).withdrawals.length, 2)
})

story('An adjustment whose answer was lost is not done again after a reload', async ({ stack, enter }) => {
  await stack.asUser('adjusted-once', '/api/wallet')
  const { page, go } = await enter('admin1')
  const dialog = page.getByRole('dialog')
  const begin = async () => {
    await press(page, '调整余额')
    await fill(dialog, { amount: '66', reason: '补发红包' })
    await dialog.getByRole('button', { name: '增加 66.00', exact: true }).click()
  }
  await go('/console/wallets/adjusted-once')
  await loseAnswer(page, '/api/admin/wallet/adjust')
  await begin()
  await dialog.getByText('没有收到结果，可能已经完成').waitFor()
  await page.reload()
  await settled(page)
  await press(page, '调整余额')
  await dialog.getByText(lost).waitFor()
  await press(dialog, '取消')
  await dialog.waitFor({ state: 'detached' })
  await begin()
  await toast(page, '余额现在是 66.00').waitFor()
  equal(await rows(page, '流水').count(), 1)
  equal((await stack.asUser('adjusted-once', '/api/wallet')).balance, '66.00')
})
