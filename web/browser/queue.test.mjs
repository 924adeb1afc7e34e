import { deepEqual, equal, ok } from 'node:assert/strict'

import { fill, press, rows, settled, toast } from './act.mjs'
import { lookAt, looks } from './look.mjs'
import { share, story } from './visit.mjs'

share({ besides: { maxOpen: 100, reviewWithinHours: 1, payWithinHours: 1 } })

const records = '/admin/escorts/withdraw-records'

/** Withdrawals of a new user, one after the other. @param {import('./stack.mjs').Stack} stack @param {string} user @param {number} n */
async function ask(stack, user, n) {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 9000, reason: '活动赠送' })
  const ids = []
  for (let i = 0; i < n; i++) {
    const request = {
      method: 'wechat',
      account: `138000${10000 + i}`,
      accountName: '王五',
      amount: `${50 + i}`,
    }
    ids.push(String((await stack.asUser(user, '/api/wallet/withdraw', request)).id))
  }
  return ids
}

const looked = 40
const soonMs = 3_000

story('Forty reviews by keyboard, oldest first, without returning to the list', async ({ stack, enter }) => {
  const ids = await ask(stack, 'many', looked + 2)
  const { page, go } = await enter('admin1')
  await go('/console?status=pending')
  equal(
    await rows(page).first().locator('button.link').textContent(),
    ids[0]?.slice(0, 8),
    'the oldest is first',
  )
  await rows(page).first().locator('button.link').focus()
  await page.keyboard.press('Enter')
  const drawer = page.locator('.ant-drawer')
  for (const id of ids.slice(0, looked)) {
    await drawer.getByText(`提现 ${id.slice(0, 8)}`).waitFor()
    await drawer.locator('.drawer-acts button').first().waitFor()
    await page.keyboard.press(id === ids[0] ? 'a' : 'Enter') // what has the focus, once it goes on by itself
    await page.waitForFunction(() => document.activeElement?.matches('.ant-modal button[type=submit]'))
    await page.keyboard.press('Enter')
    await page.locator('.ant-modal').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.closest('.drawer-acts') !== null)
  }
  const left = page.locator('.status-tabs a[aria-current] .tab-count').getByText('2', { exact: true })
  await left.waitFor({ timeout: soonMs }) // behind the open row, and right
  deepEqual((await stack.asAdmin(`${records}?status=pending`)).total, 2)
  await drawer.getByText(`提现 ${ids[looked]?.slice(0, 8)}`).waitFor()
  await page.keyboard.press('j')
  await drawer.getByText(`提现 ${ids[looked + 1]?.slice(0, 8)}`).waitFor()
  await page.keyboard.press('k')
  await drawer.getByText(`提现 ${ids[looked]?.slice(0, 8)}`).waitFor()
})

story(
  'Several are rejected at once for a reason, and the last one closes what was open',
  async ({ stack, enter }) => {
    const [one] = await ask(stack, 'few', 3)
    const { page, go } = await enter('admin1')
    await go('/console?status=pending&keyword=few')
    await page.getByRole('checkbox', { name: '选择本页全部待审核的' }).check()
    await press(page, '批量拒绝')
    const asked = page.getByRole('dialog').filter({ has: page.locator('.ant-modal-title') })
    await fill(asked, { reason: '资料不符' })
    await press(asked, '批量拒绝')
    await page.getByText('3 笔都已处理').waitFor()
    equal((await stack.asAdmin(`${records}/${one}`)).reviewNote, '资料不符')
    await page.keyboard.press('Escape')
    await page.locator('.ant-modal').waitFor({ state: 'detached' })
    const [last] = await ask(stack, 'lone', 1)
    await go(`/console?status=pending&keyword=lone&id=${last}`)
    await press(page.locator('.drawer-acts'), '通过')
    await page.waitForFunction(() => document.activeElement?.matches('.ant-modal button[type=submit]'))
    await page.keyboard.press('Enter')
    await toast(page, '这一列处理完了').waitFor()
    await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  },
)

story(
  'A view is saved under a name; an account, its holder and the amount are copied',
  async ({ stack, enter }) => {
    const [id] = await ask(stack, 'copied', 1)
    const { page, go } = await enter('admin1')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await go('/console?status=pending&holder=differs&keyword=copied')
    equal(await rows(page).count(), 1)
    await page.getByLabel('排序').selectOption('amount')
    await press(page, '保存当前视图')
    await page.locator('input[name=view-name]').fill('户名不符')
    await press(page.locator('.ant-modal'), '保 存').catch(() => press(page.locator('.ant-modal'), '保存'))
    await page.getByLabel('常用视图').waitFor()
    await go('/console')
    await page.getByLabel('常用视图').selectOption('户名不符')
    ok(page.url().includes('sort=amount'), page.url())
    await settled(page)
    await go(`/console?id=${id}`)
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await press(page, '复制金额')
    equal(await copied(), '50.00')
    await page.getByRole('button', { name: /查看完整账号/ }).click()
    await press(page, '复制账号')
    equal(await copied(), '13800010000')
    await press(page, '复制户名')
    equal(await copied(), '王五')
  },
)

for (const look of looks) {
  story(`Everybody can read the queue, in ${look.language} at ${look.width}`, async ({ stack, enter }) => {
    const user = `read-${look.language}-${look.width}`
    const [id = ''] = await ask(stack, user, 3)
    await stack.asAdmin(`${records}/${id}/review`, { action: 'approve' })
    const { page, go } = await enter('admin1', look)
    for (const status of ['pending', 'approved']) {
      await go(`/console?status=${status}`)
      await settled(page)
      deepEqual(await lookAt(page, look, `queue-${status}`), [])
    }
    await go(`/console?status=approved&id=${id}`)
    await page.locator('.drawer-acts button').first().waitFor()
    deepEqual(await lookAt(page, look, 'queue-row'), [])
  })
}
