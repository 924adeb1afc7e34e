// Every page as people of either language and theme get it, on a wide screen and on a narrow one: nobody is kept
// out, nothing is wider than the screen, and a picture is left of each.
import { fillStack } from './fill.mjs'
import { lookAt } from './look.mjs'
import { settled, share, story } from './visit.mjs'

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Shown
 * @property {string} name of its pictures
 * @property {string} path
 * @property {(page: Page) => Promise<unknown>} [then] what is done on it before it is looked at
 */

const looks = /** @type {const} */ ([
  { language: 'zh', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'zh', theme: 'dark', width: 360 },
  { language: 'en', theme: 'light', width: 360 },
])

share()

/** @type {Awaited<ReturnType<typeof fillStack>> | undefined} */
let made

for (const look of looks) {
  const described = `in ${look.language === 'zh' ? 'Chinese' : 'English'}, ${look.theme}, ${look.width} pixels wide`
  story(`The pages before one is signed in keep nobody out, ${described}`, async ({ enter }) => {
    const { page } = await enter(undefined, look)
    for (const [name, path] of /** @type {const} */ ([
      ['signed-out', '/signed-out'],
      ['not-found', '/wallet/nowhere'],
    ])) {
      await page.goto(path)
      await settled(page)
      await lookAt(page, look, name)
    }
    await page.goto('/')
    await page.getByRole('button', { name: '张三' }).waitFor()
    await lookAt(page, look, 'local-sign-in')
  })

  story(`The pages of a new user keep nobody out, ${described}`, async ({ enter }) => {
    const { page } = await enter('u3', look)
    for (const shown of [
      { name: 'dashboard-empty', path: '/dashboard' },
      { name: 'recharge-list-empty', path: '/recharge-list' },
      { name: 'withdrawal-list-empty', path: '/withdrawal-list' },
      { name: 'entries-empty', path: '/wallet/entries' },
      { name: 'account-withdrawals-empty', path: '/wallet/withdrawals' },
      { name: 'admins-only', path: '/console' },
    ])
      await visit(page, look, shown)
  })

  story(`The users' pages keep nobody out, ${described}`, async ({ stack, enter }) => {
    made ??= await fillStack(stack)
    const { page } = await enter('u2', look)
    for (const shown of usersPages(made)) await visit(page, look, shown)
  })
}

/** @param {NonNullable<typeof made>} made @returns {Shown[]} */
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

/**
 * Goes to a page as a link within the pages does, which is quicker than to load it; the stories load them. The way is
 * by a page that has no other's parts, so that what is seen in the end is new.
 * @param {Page} page @param {string} path
 */
async function walk(page, path) {
  for (const to of ['/wallet/nowhere', path]) {
    await page.evaluate((address) => {
      document.querySelector('h1')?.setAttribute('data-left', '')
      history.pushState(null, '', address)
      dispatchEvent(new PopStateEvent('popstate'))
    }, to)
    await page.locator('h1:not([data-left])').waitFor()
  }
  await settled(page)
}

/** @param {Page} page @param {typeof looks[number]} look @param {Shown} shown */
async function visit(page, look, { name, path, then }) {
  await walk(page, path)
  await then?.(page)
  await lookAt(page, look, name)
}
