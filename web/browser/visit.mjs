// A test's people, each with a browser context of their own, and the name that a test has in the report.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, before, test } from 'node:test'
import { deepEqual } from 'node:assert/strict'

import { chromium } from 'playwright-core'

import { settled, walk } from './act.mjs'
import { pictures } from './look.mjs'
import { people, startStack } from './stack.mjs'
import { watch } from './watch.mjs'

const stepBoundMs = 30_000
const testBoundMs = 300_000

/**
 * @typedef {object} Visitor
 * @property {import('playwright-core').Page} page
 * @property {import('./watch.mjs').Watch['expect']} expect
 * @property {import('./watch.mjs').Watch['expectFailure']} expectFailure
 * @property {(path: string) => Promise<void>} go to a page within the pages, until it has loaded
 *
 * @typedef {object} World
 * @property {import('./stack.mjs').Stack} stack
 * @property {(sub?: string, look?: Partial<import('./look.mjs').Look>) => Promise<Visitor>} enter signs in, where one is named
 */

/** @type {import('./stack.mjs').Stack} */
let stack
/** @type {import('playwright-core').Browser} */
let browser

/** One stack and one browser for all tests of a file. @param {import('./stack.mjs').Options} [options] */
export function share(options) {
  before(async () => {
    const executablePath = process.env['OUTFLOW_CHROMIUM'] ?? pathOf('chromium')
    // Root has no sandbox in Chromium; these pages are our own.
    const launched = chromium.launch({ executablePath, args: ['--no-sandbox'] })
    const started = startStack(options)
    ;[browser, stack] = await Promise.all([launched, started])
  })
  after(async () => {
    await browser?.close()
    await stack?.close()
  })
}

/**
 * A test in the browser: its people do nothing that a page may not do.
 * @param {string} name a sentence
 * @param {(world: World) => Promise<void>} tell
 */
export function story(name, tell) {
  test(name, { timeout: testBoundMs }, async () => {
    /** @type {{ visitor: Visitor, watched: import('./watch.mjs').Watch }[]} */
    const entered = []
    try {
      await tell({
        stack,
        enter: async (sub, look) => {
          const one = await enter(sub, look)
          entered.push(one)
          return one.visitor
        },
      })
    } catch (error) {
      const slug = name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60)
      for (const [i, { visitor }] of entered.entries())
        await visitor.page
          .screenshot({ path: `${pictures}failed-${slug}-${i + 1}.png` })
          .catch(() => undefined)
      throw error
    } finally {
      for (const { visitor } of entered) await visitor.page.context().close()
    }
    const complaints = entered.flatMap(({ watched }) => watched.complaints())
    deepEqual([...new Set(complaints)], [])
  })
}

/** Where a command is. @param {string} command */
function pathOf(command) {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    if (existsSync(join(folder, command))) return join(folder, command)
  throw new Error(`${command} is not on the PATH: install it, or name another by $OUTFLOW_CHROMIUM`)
}

/** @param {string} [sub] @param {Partial<import('./look.mjs').Look>} [look] */
async function enter(
  sub,
  { language = 'zh', theme = 'light', width = 1440, zone = 'Asia/Shanghai', motion = false } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 740 : 900 },
    locale: language === 'zh' ? 'zh-CN' : 'en-US',
    colorScheme: theme,
    timezoneId: zone,
    reducedMotion: motion ? 'no-preference' : 'reduce',
    baseURL: stack.url,
  })
  context.setDefaultTimeout(stepBoundMs)
  const { authority } = await (await fetch(`${stack.url}/config.json`)).json()
  const watched = watch(context, [stack.url, stack.sandboxUrl, stack.filesUrl, authority])
  const page = await context.newPage()
  /** @param {string} path */
  const go = async (path) => {
    if (page.url().startsWith(stack.url)) return walk(page, path)
    await page.goto(path)
    await settled(page)
  }
  if (sub) {
    await page.goto(sub.startsWith('admin') ? '/console' : '/dashboard')
    await page.getByRole('button', { name: people[sub]?.name ?? sub }).click()
    await page.getByRole('button', { name: /退出登录|Sign out/ }).waitFor()
  }
  return { visitor: { page, go, expect: watched.expect, expectFailure: watched.expectFailure }, watched }
}
