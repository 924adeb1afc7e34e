// Every page as people of either language and theme get it, on a wide screen and on a narrow one: nobody is kept
// out, nothing is wider than the screen, and a picture is left of each.
import { fillStack } from './fill.mjs'
import { deepEqual } from 'node:assert/strict'

import { settled } from './act.mjs'
import { lookAt, looks, lookThrough } from './look.mjs'
import { share, story } from './visit.mjs'

/** @typedef {import('playwright-core').Page} Page */

share()

/** @type {ReturnType<typeof fillStack> | undefined} */
let made

for (const look of looks) {
  const described = `in ${look.language === 'zh' ? 'Chinese' : 'English'}, ${look.theme}, ${look.width} pixels wide`
  story(`The pages before one is signed in keep nobody out, ${described}`, async ({ enter }) => {
    const { page } = await enter(undefined, look)
    const found = []
    for (const [name, path] of /** @type {const} */ ([
      ['signed-out', '/signed-out'],
      ['not-found', '/wallet/nowhere'],
    ])) {
      await page.goto(path)
      await settled(page)
      found.push(...(await lookAt(page, look, name)))
    }
    await page.goto('/')
    await page.getByRole('button', { name: '张三' }).waitFor()
    found.push(...(await lookAt(page, look, 'local-sign-in')))
    deepEqual(found, [])
  })

  story(`The pages of a new user keep nobody out, ${described}`, async ({ enter }) => {
    const { page } = await enter('u3', look)
    const pages = [
      { name: 'dashboard-empty', path: '/dashboard' },
      { name: 'recharge-list-empty', path: '/recharge-list' },
      { name: 'withdrawal-list-empty', path: '/withdrawal-list' },
      { name: 'entries-empty', path: '/wallet/entries' },
      { name: 'account-withdrawals-empty', path: '/wallet/withdrawals' },
      { name: 'admins-only', path: '/console' },
    ]
    deepEqual(await lookThrough(page, look, pages), [])
  })

  story(`The users' pages keep nobody out, ${described}`, async ({ stack, enter }) => {
    const filled = await (made ??= fillStack(stack))
    const { page } = await enter('u2', look)
    deepEqual(await lookThrough(page, look, usersPages(filled)), [])
  })
}

/** @param {Awaited<ReturnType<typeof fillStack>>} made @returns {import('./look.mjs').Shown[]} */
function usersPages(made) {
  /** @param {Page} page */
  const submit = (page) => page.locator('button[type=submit]').click()
  /** @param {Page} page */
  const drawer = (page) => page.locator('.ant-timeline').waitFor()
  return [
    { name: 'dashboard', path: '/dashboard' },
    { name: 'recharge', path: '/recharge' },
    {
      name: 'recharge-complaints',
      path: '/recharge',
      then: async (page) => {
        await submit(page)
        await page.locator('.ant-form-item-explain-error').first().waitFor()
      },
    },
    { name: 'recharge-open', path: `/recharge/${made.openRecharge}` },
    { name: 'recharge-done', path: `/recharge/${made.doneRecharge}` },
    { name: 'recharge-list', path: '/recharge-list' },
    { name: 'withdrawal', path: '/withdrawal' },
    {
      name: 'withdrawal-complaints',
      path: '/withdrawal',
      then: async (page) => {
        await submit(page)
        await page.locator('.ant-form-item-explain-error').first().waitFor()
      },
    },
    { name: 'withdrawal-list', path: '/withdrawal-list' },
    { name: 'withdrawal-details', path: `/withdrawal-list?id=${made.paid}`, then: drawer },
    { name: 'withdrawal-failed', path: `/withdrawal-list?id=${made.failed}`, then: drawer },
    { name: 'entries', path: '/wallet/entries' },
    { name: 'account-withdrawals', path: '/wallet/withdrawals' },
    { name: 'account-withdraw', path: '/wallet/withdraw' },
    {
      name: 'account-withdraw-bank',
      path: '/wallet/withdraw',
      then: (page) => page.locator('.ant-radio-button-wrapper').last().click(),
    },
  ]
}
