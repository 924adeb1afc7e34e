// The ways through the pages: back, to strange users, over a deploy, without a line, and in other people's zones.
import { deepEqual, equal, match, ok } from 'node:assert/strict'

import { fill, press, rows, settled, toast, walk } from './act.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

/** @typedef {import('playwright-core').Page} Page */

share()

const records = '/admin/escorts/withdraw-records/'

/** Money, and a withdrawal of some of it. @param {import('./stack.mjs').Stack} stack @param {string} user @param {string} [amount] */
async function ask(stack, user, amount = '31.00') {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 1000, reason: '活动赠送' })
  const request = { method: 'wechat', account: '13800001111', amount }
  return String((await stack.asUser(user, '/api/wallet/withdraw', request)).id)
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

story(
  'After an act the list, the tabs and the figures are right without a reload, and an empty list says so',
  async ({ stack, enter }) => {
    const id = await ask(stack, 'counted', '47.00')
    const { page, go } = await enter('admin1')
    await eventually(
      'it is counted',
      async () =>
        (await stack.asAdmin(`${records.slice(0, -1)}?keyword=counted&status=pending&page=1&pageSize=1`))
          .total === 1,
    )
    await go('/console?status=pending&keyword=counted')
    const tabs = page.getByRole('navigation', { name: '按状态筛选' })
    const counts = () =>
      tabs
        .locator('a')
        .evaluateAll((links) =>
          links.slice(0, 3).map((link) => link.querySelector('.tab-count')?.textContent ?? ''),
        )
    await eventually('the tabs count it', async () => /1$/.test((await counts())[1] ?? ''))
    const waiting = async () => Number(await page.locator('.stats strong').first().innerText())
    const before = await waiting()
    await page.getByRole('button', { name: id.slice(0, 8), exact: true }).click()
    const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
    await press(drawer, '拒绝')
    const reject = page.getByRole('dialog', { name: '拒绝这笔提现', exact: true })
    await fill(reject, { reason: '户名不符' })
    await press(reject, '拒绝')
    await toast(page, '已拒绝，金额已退回').waitFor()
    await page.getByText('没有符合条件的提现').waitFor()
    equal(await page.getByText(/共 1 条/).count(), 0)
    await eventually('the counters have it', async () => {
      const { pendingCount } = await stack.asAdmin(`${records}stats`)
      return pendingCount < before
    })
    const since = Date.now()
    await eventually('the cards are right', async () => (await waiting()) < before)
    await eventually('the tabs are right', async () => /0$/.test((await counts())[1] ?? ''))
    ok(Date.now() - since < 3_000, `it took ${Date.now() - since} ms`)
  },
)

/** Counts how often the page of entries is loaded by its address, rather than by a link. @param {Page} page */
function countLoads(page) {
  const loads = { n: 0 }
  page.on('request', (request) => {
    if (request.isNavigationRequest() && new URL(request.url()).pathname === '/wallet/entries') loads.n++
  })
  return loads
}

/**
 * Refuses the page of entries while it is gone. A browser asks for a part once or twice: it may fetch it ahead.
 * @param {Pick<import('./visit.mjs').Visitor, 'page' | 'expect'>} visitor @param {() => boolean} gone
 */
const refuseEntries = ({ page, expect }, gone) =>
  page.route('**/assets/EntriesPage-*.js', (route) => {
    if (!gone()) return route.continue()
    expect(404, /^\/assets\/EntriesPage-/)
    return route.fulfill({ status: 404, json: { success: false, message: '资源不存在' } })
  })

story('After a deploy an old tab loads itself anew once, and what was typed is kept', async ({ enter }) => {
  const { page, expect } = await enter('u1')
  await walk(page, '/wallet/withdraw')
  await fill(page, { account: '13800001111', amount: '１，０００' })
  const loads = countLoads(page)
  await refuseEntries({ page, expect }, () => loads.n === 0)
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  await page.waitForURL('**/wallet/entries')
  await page.getByRole('heading', { name: '钱包流水' }).waitFor()
  equal(loads.n, 1, 'it loads itself anew once')
  await page.goBack()
  await page.waitForURL('**/wallet/withdraw')
  await settled(page)
  equal(await page.locator('input[name=account]').inputValue(), '13800001111')
  equal(await page.locator('input[name=amount]').inputValue(), '１，０００')
  equal(await page.evaluate(() => sessionStorage.getItem('outflow.drafts')), null)
})

story('A part that stays away is loaded anew once, and then people decide', async ({ enter }) => {
  const { page, expect } = await enter('u1')
  const loads = countLoads(page)
  await refuseEntries({ page, expect }, () => true)
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  await page.getByRole('heading', { name: '页面出错了' }).waitFor()
  equal(loads.n, 1, 'it loads itself anew once')
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

story(
  'A browser that translates the pages breaks nothing, and what changes is shown',
  async ({ stack, enter }) => {
    const id = await ask(stack, 'u2', '58.00')
    const { page } = await enter('admin1')
    // What a translator does: texts go into elements of its own, also those that come later.
    await page.addInitScript(() => {
      /** @param {Node} root */
      const translate = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        /** @type {Text[]} */
        const texts = []
        while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode))
        for (const text of texts) {
          const { parentElement } = text
          if (
            !parentElement ||
            ['SCRIPT', 'STYLE', 'TITLE', 'FONT', 'OPTION'].includes(parentElement.tagName)
          )
            continue
          const font = document.createElement('font')
          font.textContent = text.data
          parentElement.replaceChild(font, text)
        }
      }
      addEventListener('DOMContentLoaded', () => {
        new MutationObserver(() => translate(document.body)).observe(document.body, {
          childList: true,
          subtree: true,
        })
      })
    })
    await page.goto(`/console?id=${id}`)
    const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
    await drawer.getByText(id, { exact: true }).waitFor()
    await press(drawer, '通过')
    await press(page.getByRole('dialog', { name: '通过这笔提现', exact: true }), '通过')
    await drawer.getByText('待打款').first().waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    for (const name of ['待处理', '充值', '钱包', '审计日志', '提现']) {
      await page.getByRole('navigation').getByRole('link', { name }).first().click()
      await settled(page)
    }
    await press(page, 'English')
    await page.getByRole('heading', { name: 'Withdrawals', exact: true }).first().waitFor()
    const user = await page.context().newPage()
    await user.goto('/signed-out')
    await user.getByRole('heading').first().waitFor()
  },
)

story('What is selected can be read in the dark, also under the pointer', async ({ enter }) => {
  for (const theme of /** @type {const} */ (['dark', 'light'])) {
    const { page, go } = await enter('u3', { theme })
    await go('/wallet/withdraw')
    const chosen = page.locator('.ant-radio-button-wrapper-checked')
    for (const pointed of [false, true]) {
      if (pointed) await chosen.hover()
      await page.waitForTimeout(0)
      const contrast = await chosen.evaluate((element) => {
        /** @param {string} colour */
        const light = (colour) => {
          const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
            const share = Number(part) / 255
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
          })
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        let below = /** @type {Element | null} */ (element)
        while (below && /, 0\)$|transparent/.test(getComputedStyle(below).backgroundColor))
          below = below.parentElement
        const [a, b] = [
          light(getComputedStyle(element).color),
          light(getComputedStyle(below ?? document.body).backgroundColor),
        ]
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      })
      ok(contrast >= 4.5, `${theme}, pointed at: ${pointed}: ${contrast}`)
    }
  }
})

story(
  'On a narrow screen no English button is wider than its place, or cut off',
  async ({ stack, enter }) => {
    await ask(stack, 'u1')
    /** @type {[string, string[]][]} */
    const pages = [
      [
        'u1',
        [
          '/dashboard',
          '/withdrawal',
          '/recharge',
          '/wallet/withdraw',
          '/wallet/withdrawals',
          '/withdrawal-list',
          '/recharge-list',
          '/wallet/entries',
        ],
      ],
      [
        'admin1',
        ['/console', '/console/attention', '/console/recharges', '/console/wallets/u1', '/console/audit'],
      ],
    ]
    for (const [who, paths] of pages) {
      const { page, go } = await enter(who, { language: 'en', width: 360 })
      for (const path of paths) {
        await go(path)
        const cut = await page.locator('button, a.ant-btn, .ant-radio-button-wrapper').evaluateAll((all) =>
          all
            .filter((one) => one.checkVisibility())
            .filter((one) => {
              const { left, right, width, height } = one.getBoundingClientRect()
              const scrolled = one.closest('nav, .pills') !== null
              return (
                one.scrollWidth > Math.ceil(width) + 1 ||
                one.scrollHeight > Math.ceil(height) + 1 ||
                (!scrolled && (left < 0 || right > innerWidth))
              )
            })
            .map((one) => one.textContent),
        )
        deepEqual(cut, [], path)
      }
    }
  },
)
