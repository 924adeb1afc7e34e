// Looks at a page: leaves a picture of it, and finds who is kept out and what is wider than the screen.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { walk } from './act.mjs'

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Look how a person's browser is set
 * @property {'zh' | 'en'} language
 * @property {'light' | 'dark'} theme
 * @property {number} width of the window
 * @property {boolean} [motion] what opens and closes moves, as it does for most people
 * @property {string} [zone] of the browser's clock
 */

/**
 * @typedef {object} Shown
 * @property {string} name of its pictures
 * @property {string} path
 * @property {(page: Page) => Promise<unknown>} [then] what is done on it before it is looked at
 */

/** In both languages and themes. */
export const looks = /** @type {const} */ ([
  { language: 'zh', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'zh', theme: 'dark', width: 360 },
  { language: 'en', theme: 'light', width: 360 },
])

/** Where pictures are left, for whoever looks at them. */
export const pictures = new URL('../../.build/screenshots/', import.meta.url).pathname
mkdirSync(pictures, { recursive: true })

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * @param {import('playwright-core').Page} page
 * @param {Look} look
 * @param {string} name of the picture
 * @returns what is wrong
 */
export async function lookAt(page, { language, theme, width }, name) {
  // A dialog stands in the window; the page behind it may be longer.
  const fullPage = (await page.getByRole('dialog').count()) === 0
  const path = `${pictures}${name}-${width}-${language}-${theme}.png`
  await page.screenshot({ path, fullPage, animations: 'disabled' })
  const found = await barriers(page)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (overflow > 0) found.push(`it is ${overflow} pixels wider than the screen`)
  return found.map((one) => `${name}: ${one}`)
}

/**
 * What axe finds on a page that keeps people out.
 * @param {import('playwright-core').Page} page
 */
async function barriers(page) {
  // Through the debugger: the page's own policy lets nobody else's script in.
  const debug = await page.context().newCDPSession(page)
  try {
    await debug.send('Runtime.evaluate', { expression: axe })
    const { result } = await debug.send('Runtime.evaluate', {
      expression: `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(
        violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, any }) => html.slice(0, 200) + ' ' + (any[0]?.message ?? '')).join('; '))))`,
      awaitPromise: true,
    })
    return /** @type {string[]} */ (JSON.parse(result.value))
  } finally {
    await debug.detach()
  }
}

/** Goes to each and looks at it. @param {Page} page @param {Look} look @param {readonly Shown[]} pages @returns what is wrong */
export async function lookThrough(page, look, pages) {
  const found = []
  for (const { name, path, then } of pages) {
    await walk(page, path)
    await then?.(page)
    found.push(...(await lookAt(page, look, name)))
  }
  return found
}
