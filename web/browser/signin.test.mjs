import { deepEqual, equal } from 'node:assert/strict'

import { fill, press, settled, walk } from './act.mjs'
import { lookAt } from './look.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

/** @type {import('./look.mjs').Look} */
const wide = { language: 'zh', theme: 'light', width: 1440 }

share()

story(
  'Who is not signed in chooses who to be, and comes back to the page that was asked for',
  async ({ enter }) => {
    const { page } = await enter()
    await page.goto('/wallet/entries?type=freeze')
    await page.getByRole('heading', { name: '本机登录' }).waitFor()
    await page.getByRole('button', { name: '张三' }).click()
    await page.getByRole('heading', { name: '钱包流水' }).waitFor()
    equal(new URL(page.url()).search, '?type=freeze')
    await page.getByText('张三').waitFor()
  },
)

story(
  'A reload stays signed in, and nothing is kept in the browser but a choice of language and theme',
  async ({ enter }) => {
    const { page } = await enter('u1')
    await page.getByRole('button', { name: 'English' }).click()
    await page.reload()
    await settled(page)
    await page.getByRole('heading', { name: 'My wallet' }).waitFor()
    const kept = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }))
    delete kept['react-router-scroll-positions']
    deepEqual(kept, { 'outflow.preferences': '{"language":"en","theme":"light"}' })
  },
)

story(
  'An admin lands in the console, and a page for users says that it is not for admins',
  async ({ enter }) => {
    const { page, go } = await enter()
    await page.goto('/')
    await page.getByRole('button', { name: '管理员' }).click()
    await page.waitForURL('**/console')
    await go('/dashboard')
    await page.getByRole('button', { name: '换一个账号' }).waitFor()
  },
)

story('A user who opens the console learns that it is for admins', async ({ enter }) => {
  const { page, go } = await enter('u1')
  await go('/console')
  await page.getByRole('button', { name: '换一个账号' }).waitFor()
})

story('Signing out forgets who was signed in', async ({ enter }) => {
  const { page } = await enter('u1')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/signed-out')
  await page.goto('/dashboard')
  await page.getByRole('heading', { name: '本机登录' }).waitFor()
})

story('A session that has expired asks to sign in again, and returns to where one was', async ({ enter }) => {
  const { page, expect } = await enter('u1')
  // What the API answers when a token is no longer good.
  for (let tries = 0; tries < 2; tries++) expect(401, /^\/api\/wallet\/transactions$/) // the second with another token
  await page.route('**/api/wallet/transactions*', (route) =>
    route.fulfill({ status: 401, json: { success: false, message: '未登录' } }),
  )
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  const question = page.getByRole('dialog')
  await question.waitFor()
  deepEqual(await lookAt(page, wide, 'session-expired'), [])
  await page.unroute('**/api/wallet/transactions*')
  await question.getByRole('button').last().click()
  await page.waitForURL('**/wallet/entries')
  await page.getByRole('table').waitFor()
})

story('Who could not sign in tries again, and comes to the page that was asked for', async ({ enter }) => {
  const { page } = await enter()
  await page.goto('/wallet/entries?type=freeze')
  await page.getByRole('heading', { name: '本机登录' }).waitFor()
  await page.goto('/signed-in?error=access_denied')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('button', { name: '张三' }).click()
  await page.waitForURL('**/wallet/entries?type=freeze')
})

story('Without a connection a page says so, and goes on when it is back', async ({ enter }) => {
  const { page, expectFailure } = await enter('u1')
  expectFailure(/^\/assets\//) // what is loaded ahead may be under way
  await page.context().setOffline(true)
  await page.getByText('网络已断开').waitFor()
  deepEqual(await lookAt(page, wide, 'offline'), [])
  await page.context().setOffline(false)
  await page.getByText('网络已断开').waitFor({ state: 'detached' })
  // What will be needed when there may be no connection is loaded while there is one.
  await page.waitForFunction(() =>
    performance
      .getEntriesByType('resource')
      .some((one) => /ExpiredQuestion/.test(one.name) && /** @type {any} */ (one).responseStatus === 200),
  )
})

story('Back after signing in stays among the pages, signed in, and then leads out', async ({ enter }) => {
  const { page } = await enter()
  await page.goto('about:blank')
  await page.goto('/wallet/entries')
  await page.getByRole('button', { name: '张三' }).click()
  await page.getByRole('heading', { name: '钱包流水' }).waitFor()
  await page.goBack()
  await page.waitForURL('**/dashboard')
  await page.getByRole('heading', { name: '我的钱包' }).waitFor()
  await page.goBack()
  await page.waitForURL('about:blank')
})

story(
  'Signing out ends every tab of the browser, and what could renew their tokens is revoked',
  async ({ enter }) => {
    const { page } = await enter('u1')
    /** @type {number[]} */
    const revoked = []
    page.context().on('response', (response) => {
      if (response.url().endsWith('/revoke')) revoked.push(response.status())
    })
    const other = await page.context().newPage()
    await other.goto('/wallet/entries')
    await other.getByRole('heading', { name: '钱包流水' }).waitFor()
    await press(page, '退出登录')
    await page.waitForURL('**/signed-out')
    await other.waitForURL('**/signed-out')
    deepEqual(revoked, [200, 200])
    for (const tab of [page, other]) {
      await tab.goto('/dashboard')
      await tab.getByRole('heading', { name: '本机登录' }).waitFor()
    }
  },
)

story(
  'One failed call for another token is made again, and nobody is asked to sign in',
  async ({ enter }) => {
    const { page, expectFailure } = await enter()
    await page.clock.install()
    await page.goto('/dashboard')
    await page.getByRole('button', { name: '张三' }).click()
    await settled(page)
    let calls = 0
    expectFailure(/\/token$/)
    await page.route('**/token', (route) => (++calls === 1 ? route.abort('failed') : route.continue()))
    await page.clock.fastForward('09:59')
    await page.getByRole('link', { name: '钱包流水' }).first().click()
    await page.clock.runFor(5_000)
    await page.waitForURL('**/wallet/entries')
    await eventually('another token is asked for once more', async () => calls > 1)
    await settled(page)
    equal(calls, 2)
    equal(await page.getByRole('dialog').count(), 0)
  },
)

story(
  'A token that the API refuses is renewed once, and what was asked is asked again',
  async ({ enter }) => {
    const { page, expect } = await enter('u1')
    expect(401, /^\/api\/wallet\/transactions$/)
    let refused = 0
    await page.route('**/api/wallet/transactions*', (route) =>
      refused++ === 0
        ? route.fulfill({ status: 401, json: { success: false, message: '未登录' } })
        : route.continue(),
    )
    await page.getByRole('link', { name: '钱包流水' }).first().click()
    await page.waitForURL('**/wallet/entries')
    await settled(page)
    equal(refused, 2)
    equal(await page.getByRole('dialog').count(), 0)
  },
)

story('What was typed is still there after signing in again', async ({ enter }) => {
  const { page, expect } = await enter('u1')
  await walk(page, '/wallet/withdraw')
  await fill(page, { account: '13800001111', amount: '1,000' })
  for (let tries = 0; tries < 2; tries++) expect(401, /^\/api\/wallet\/withdraw$/)
  await page.route('**/api/wallet/withdraw', (route) =>
    route.fulfill({ status: 401, json: { success: false, message: '未登录' } }),
  )
  await press(page, '提交申请')
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.waitForURL('**/wallet/withdraw')
  await settled(page)
  equal(await page.locator('input[name=account]').inputValue(), '13800001111')
  equal(await page.locator('input[name=amount]').inputValue(), '1,000')
  equal(await page.evaluate(() => sessionStorage.getItem('outflow.drafts')), null)
})

story('A sign-in that could not be reached goes on by itself when the line is back', async ({ enter }) => {
  const { page, expectFailure } = await enter()
  expectFailure(/\/config\.json$/)
  await page.route('**/config.json', (route) => route.abort('failed'))
  await page.goto('/dashboard')
  await page.getByRole('heading', { name: '登录没有成功' }).waitFor()
  await page.unroute('**/config.json')
  await page.getByRole('heading', { name: '本机登录' }).waitFor()
})
