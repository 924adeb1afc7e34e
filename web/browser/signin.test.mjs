import { deepEqual, equal } from 'node:assert/strict'

import { settled } from './act.mjs'
import { lookAt } from './look.mjs'
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
  expect(401, /^\/api\/wallet\/transactions$/)
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
  const { page } = await enter('u1')
  await page.context().setOffline(true)
  await page.getByText('网络已断开').waitFor()
  deepEqual(await lookAt(page, wide, 'offline'), [])
  await page.context().setOffline(false)
  await page.getByText('网络已断开').waitFor({ state: 'detached' })
})
