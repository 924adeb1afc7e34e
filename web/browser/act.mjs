// What people do on a page, and what they see of it.

/** @typedef {import('playwright-core').Page} Page */

/** A short message at the top of a page: the last, or the one that says this. @param {Page} page @param {string} [said] */
export const toast = (page, said) =>
  page
    .locator('.ant-message-notice')
    .filter(said === undefined ? {} : { has: page.getByText(said, { exact: true }) })
    .last()

/** @param {Page | import('playwright-core').Locator} where @param {string} name */
export const press = (where, name) => where.getByRole('button', { name, exact: true }).click()

/** @param {Page | import('playwright-core').Locator} where @param {Record<string, string>} fields by their names */
export async function fill(where, fields) {
  for (const [name, value] of Object.entries(fields)) await where.locator(`input[name=${name}]`).fill(value)
}

/** The rows of a list on a page; of its only one, where none is named. @param {Page} page @param {string} [name] */
export const rows = (page, name) =>
  page
    .getByRole('table', name === undefined ? {} : { name, exact: true })
    .locator('tbody')
    .getByRole('row')

/** Chooses from a select. @param {import('playwright-core').Locator} select @param {string} text */
export async function choose(select, text) {
  const page = select.page()
  await select.click()
  const option = page.locator('.ant-select-item-option').filter({ hasText: text, visible: true }).first()
  await option.waitFor()
  await still(page) // what moves is easily missed
  await option.click()
}

/** Waits until nothing moves any more. @param {Page} page */
export async function still(page) {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished.catch(() => undefined)),
    ),
  )
}

/** Waits until nothing on a page is still loading. @param {import('playwright-core').Page} page */
export async function settled(page) {
  await page.locator('#content, main').first().waitFor()
  await page.waitForFunction(
    () =>
      !location.pathname.startsWith('/signed-in') &&
      document.querySelector('h1, form, table') !== null &&
      document.querySelector('.ant-skeleton, .ant-spin-spinning, [aria-busy=true]') === null,
  )
}

/**
 * Goes to a page as a link within the pages does, which is quicker than to load it. The way is by a page that has no
 * other's parts, so that what is seen in the end is new.
 * @param {Page} page @param {string} path
 */
export async function walk(page, path) {
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
