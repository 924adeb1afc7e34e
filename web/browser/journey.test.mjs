// The ways through the pages: back, to strange users, over a deploy, without a line, and in other people's zones.
import { deepEqual, equal, match } from 'node:assert/strict'

import { fill, press, rows, settled, walk } from './act.mjs'
import { share, story } from './visit.mjs'

share()

const records = '/admin/escorts/withdraw-records/'

/** Money, and a withdrawal of some of it. @param {import('./stack.mjs').Stack} stack @param {string} user @param {string} [amount] */
async function ask(stack, user, amount = '31.00') {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 1000, reason: '活动赠送' })
  const wish = { method: 'wechat', account: '13800001111', amount }
  return String((await stack.asUser(user, '/api/wallet/withdraw', wish)).id)
}

story('Back after a drawer was closed leads to where one came from', async ({ stack, enter }) => {
  const id = await ask(stack, 'drawn')
  const { page } = await enter('admin1')
  await page.getByRole('link', { name: '钱包' }).first().click()
  await page.waitForURL('**/console/wallets')
  await walk(page, '/console/audit')
  await page.getByRole('link', { name: '提现' }).first().click()
  await page.waitForURL('**/console')
  await settled(page)
  const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
  await page.getByRole('button', { name: id.slice(0, 8), exact: true }).click()
  await drawer.getByText(id, { exact: true }).waitFor()
  match(page.url(), /\?id=/)
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  equal(new URL(page.url()).search, '')
  await page.goBack()
  await page.waitForURL('**/console/audit')
  // One that came with the address is closed in its place.
  await page.goto(`/console?id=${id}`)
  await drawer.getByText(id, { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  match(page.url(), /\/console$/)
})

story('A user whose id looks like a path opens themselves, and nobody else', async ({ stack, enter }) => {
  const { page, go } = await enter('admin1')
  for (const user of ['..', '.', 'a/b', 'a%2Fb', '%2E%2E']) {
    const id = await ask(stack, user)
    await go(`/console?id=${id}`)
    const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
    await drawer
      .getByRole('link', { name: `用户${user}` })
      .first()
      .click()
    for (const reloaded of [false, true]) {
      if (reloaded) await page.reload()
      await page.getByRole('heading', { name: `用户${user}` }).waitFor()
      await page.locator('.wallet-facts').getByText(user, { exact: true }).waitFor()
      await settled(page)
      equal(await rows(page, '流水').count(), 2, user)
    }
    await go(`/console/wallets?keyword=${encodeURIComponent(user)}`)
    await page.locator('.wallet-facts').getByText(user, { exact: true }).waitFor()
  }
})

story('After a deploy an old tab loads itself anew once, and what was typed is kept', async ({ enter }) => {
  const { page, expect } = await enter('u1')
  await walk(page, '/wallet/withdraw')
  await fill(page, { account: '13800001111', amount: '１，０００' })
  let gone = 0
  expect(404, /^\/assets\/EntriesPage-/)
  await page.route('**/assets/EntriesPage-*.js', (route) =>
    gone++ === 0
      ? route.fulfill({ status: 404, json: { success: false, message: '资源不存在' } })
      : route.continue(),
  )
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  await page.waitForURL('**/wallet/entries')
  await page.getByRole('heading', { name: '钱包流水' }).waitFor()
  await page.goBack()
  await page.waitForURL('**/wallet/withdraw')
  await settled(page)
  equal(await page.locator('input[name=account]').inputValue(), '13800001111')
  equal(await page.locator('input[name=amount]').inputValue(), '１，０００')
  equal(await page.evaluate(() => sessionStorage.getItem('outflow.drafts')), null)
})

story('A part that stays away is loaded anew once, and then people decide', async ({ enter }) => {
  const { page, expect } = await enter('u1')
  for (let tries = 0; tries < 2; tries++) expect(404, /^\/assets\/EntriesPage-/)
  await page.route('**/assets/EntriesPage-*.js', (route) =>
    route.fulfill({ status: 404, json: { success: false, message: '资源不存在' } }),
  )
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  await page.getByRole('heading', { name: '页面出错了' }).waitFor()
  await page.unroute('**/assets/EntriesPage-*.js')
  await press(page, '重新加载')
  await page.getByRole('heading', { name: '钱包流水' }).waitFor()
})

story('A page that is opened without a line mends itself when it is back', async ({ enter }) => {
  const { page, expectFailure } = await enter('u1')
  expectFailure(/./)
  await page.context().setOffline(true)
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  await page.getByText('正在重新加载这一页').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: '钱包流水' }).waitFor()
  await settled(page)
})

story('Days are the policy’s, whatever the browser’s zone', async ({ stack, enter }) => {
  const id = await ask(stack, 'u1')
  const { createdAt } = await stack.asAdmin(records + id)
  const there = new Date(Date.parse(createdAt) + 8 * 3600_000).toISOString()
  const shown = `${there.slice(0, 10)} ${there.slice(11, 19)}`
  for (const zone of ['America/Los_Angeles', 'Pacific/Kiritimati']) {
    const user = await enter('u1', { zone })
    await user.go('/wallet/withdrawals')
    await user.page.getByText(shown).first().waitFor()
    await user.page.getByText('时间和日期按 Asia/Shanghai 时区显示').waitFor()
    const admin = await enter('admin1', { zone })
    await admin.go('/console')
    await admin.page.getByText(shown).first().waitFor()
    const today = await admin.page.locator('.stats a').last().getAttribute('href')
    const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    deepEqual(
      [...new URLSearchParams(today?.split('?')[1])],
      [
        ['startAt', day],
        ['endAt', day],
      ],
    )
  }
})
