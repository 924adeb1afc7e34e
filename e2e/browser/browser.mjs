// What the tests in a real browser share: pages that notice everything that goes wrong in them, signing in, and
// looking at a page (a picture of it, axe's opinion, whether anything is wider than the screen).
//
// Environment: OUTFLOW_URL, OUTFLOW_SANDBOX_URL, OUTFLOW_SCREENSHOTS (a folder), OUTFLOW_CHROMIUM,
// OUTFLOW_NODE_MODULES.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after } from 'node:test'

const require = createRequire(join(process.env.OUTFLOW_NODE_MODULES, 'of-these.js'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

export const url = process.env.OUTFLOW_URL
const sandboxUrl = process.env.OUTFLOW_SANDBOX_URL

const browser = await chromium.launch({ executablePath: process.env.OUTFLOW_CHROMIUM, args: ['--no-sandbox'] })
after(() => browser.close())

/** Opens a page. `refused` are the answers of 400 and more that the test is about, as "400 /api/withdrawal". */
export async function open(t, { width = 1440, language = 'zh', theme = 'light', refused = [] } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 740 : 900 },
    colorScheme: theme,
    locale: language === 'zh' ? 'zh-CN' : 'en-US',
    timezoneId: 'Asia/Shanghai',
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const wrong = []
  const unexpected = [...refused]
  page.on('pageerror', (error) => wrong.push(`thrown: ${error.stack}`))
  page.on('console', (message) => {
    // What the network has failed at is told by the answers below.
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) {
      wrong.push(`console: ${message.text()}`)
    }
  })
  page.on('requestfailed', (request) => {
    // A request that a page left behind is not one that failed.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') wrong.push(`failed: ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() < 400) return
    const seen = `${response.status()} ${new URL(response.url()).pathname}`
    if (refused.includes(seen)) unexpected.splice(unexpected.indexOf(seen), 1)
    else wrong.push(`answered: ${seen}`)
  })
  t.after(async () => {
    await context.close()
    assert.deepEqual(wrong, [], 'nothing goes wrong in the page')
    assert.deepEqual(unexpected, [], 'what should have been refused was not')
  })
  return page
}

/** Signs somebody in by the local provider's page, and arrives at a path. */
export async function signIn(page, person, path) {
  await page.goto(url + path)
  await page.getByRole('button', { name: person }).click()
  await page.waitForURL((at) => at.pathname + at.search === path)
}

/** Tells the gateway's sandbox something. */
export async function sandbox(method, path, body) {
  const answer = await fetch(sandboxUrl + path, { method, body: JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${path}: HTTP ${answer.status} ${await answer.text()}`)
}

/** The text of the toasts that are shown, once there is one that says `text`. */
export async function toast(page, text) {
  await page.locator('.ant-message-notice').filter({ hasText: text }).first().waitFor()
}

/** Looks at a page: keeps a picture of it, and finds what axe calls serious, and what is wider than the screen. */
export async function look(page, name) {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => {
    const endless = ({ effect }) => effect?.getComputedTiming().endTime === Infinity // something that turns
    return document.getAnimations().every((animation) => animation.playState !== 'running' || endless(animation))
  })
  await page.screenshot({ path: join(process.env.OUTFLOW_SCREENSHOTS, `${name}.png`), fullPage: true })
  const session = await page.context().newCDPSession(page) // past the page's policy, which allows no evaluated script
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run().then(({ violations }) => JSON.stringify(violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | '))))`,
    awaitPromise: true,
  })
  await session.detach()
  assert.deepEqual(JSON.parse(result.value), [], `axe at ${name}`)
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  assert.ok(tooWide <= 0, `${name} is ${tooWide} px wider than the screen`)
}
