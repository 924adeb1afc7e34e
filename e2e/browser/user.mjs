// What users do in the browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { look, open, sandbox, signIn, toast, url } from './browser.mjs'

/** Fills in the withdrawal's form. */
async function fill(page, { owner = '', account, amount }) {
  await page.locator('input[name=targetOwner]').fill(owner)
  await page.locator('input[name=targetAccount]').fill(account)
  await page.locator('input[name=amount]').fill(amount)
}

const rowsOf = (page) => page.getByRole('table').locator('tbody').getByRole('row')

test('a user recharges, withdraws by MVola, and sees both end', async (t) => {
  const page = await open(t)
  await signIn(page, '李四', '/recharge-list')
  await page.getByText('还没有充值记录').waitFor()
  await look(page, 'recharge-list-empty')
  await page.goto(`${url}/dashboard`)
  await page.getByRole('button', { name: '立即充值' }).click()

  await page.getByRole('button', { name: '去支付' }).click()
  await page.getByText('请填写金额').waitFor()
  await page.getByLabel('充值金额').fill('99')
  await page.getByText('金额不能低于 100.00').waitFor()
  await look(page, 'recharge-wrong')
  await page.getByLabel('充值金额').fill('2000')
  const paying = page.context().waitForEvent('page')
  await page.getByRole('button', { name: '去支付' }).click()
  const gateway = await paying
  await page.getByText('请在支付页完成支付').waitFor()
  await look(page, 'recharge-open')
  await gateway.getByRole('button', { name: '确认付款' }).click()
  await page.getByText('充值成功').waitFor()
  await look(page, 'recharge-done')

  await page.getByRole('button', { name: '查看余额' }).click()
  await page.locator('.balance-main').getByText('2,000.00').waitFor()
  await look(page, 'dashboard')
  await page.getByRole('button', { name: '立即取款' }).click()
  await fill(page, { owner: 'Jhon', account: '0387222126', amount: '500' })
  await page.getByRole('button', { name: '提交' }).dblclick()
  await toast(page, '提交成功')
  await page.waitForURL('**/withdrawal-list')
  await page.getByText('等待中').waitFor()
  assert.equal(await rowsOf(page).count(), 1, 'a double click makes one order')

  await page.getByRole('button', { name: '详情' }).click()
  await page.getByText('打款渠道已受理').waitFor()
  await look(page, 'withdrawal-waiting')
  const id = new URL(page.url()).searchParams.get('id')
  await sandbox('POST', `/sandbox/orders/${id}`, { state: 1, callback: true })
  await page.getByText('打款成功').waitFor() // by itself
  await look(page, 'withdrawal-done')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByRole('cell', { name: '成功' }).waitFor()

  await page.goto(`${url}/wallet/entries?type=withdrawal`)
  await page.getByText('-500.00').waitFor()
  assert.equal(await rowsOf(page).count(), 1)
  await page.goto(`${url}/withdral-list`)
  await page.waitForURL('**/withdrawal-list')
})

test('what cannot be paid is refused in so many words', async (t) => {
  const page = await open(t, { refused: ['400 /api/withdrawal', '400 /api/withdrawal'] })
  await signIn(page, '李四', '/withdrawal')
  await fill(page, { account: '0387222126', amount: '999999' })
  await page.getByRole('button', { name: '提交' }).click()
  await toast(page, /^余额不足$/)
  await sandbox('PUT', '/sandbox/settings', { withdrawalBalance: 10 })
  t.after(() => sandbox('PUT', '/sandbox/settings', { withdrawalBalance: 1000000 }))
  await page.locator('input[name=amount]').fill('100')
  await page.keyboard.press('Enter')
  await toast(page, /^余额不足请先充值$/)
  await look(page, 'withdrawal-refused')
})

test('the check button settles an order whose callback was withheld', async (t) => {
  const page = await open(t)
  await signIn(page, '李四', '/withdrawal')
  await fill(page, { account: '0387222126', amount: '70' })
  await page.getByRole('button', { name: '提交' }).click()
  await page.waitForURL('**/withdrawal-list')
  const row = rowsOf(page).filter({ hasText: '70.00' })
  await row.getByRole('button', { name: '详情' }).click()
  await page.getByText('打款渠道已受理').waitFor()
  const id = new URL(page.url()).searchParams.get('id')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await sandbox('POST', `/sandbox/orders/${id}`, { state: 2, callback: false })
  await row.getByRole('button', { name: '检查' }).click()
  await toast(page, '当前状态：失败')
  await row.getByText('失败').waitFor()
  assert.equal(await row.getByRole('button', { name: '检查' }).count(), 0)
})

test('an answer that gets lost is asked for again under the same key', async (t) => {
  const page = await open(t)
  await signIn(page, '李四', '/wallet/withdraw')
  const keys = []
  await page.route('**/api/wallet/withdraw', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    await route.fetch()
    return route.abort('aborted')
  })
  await page.getByText('银行卡', { exact: true }).click()
  await page.getByLabel('银行卡号').fill('6222021234567890123')
  await page.getByLabel('收款人姓名').fill('李四')
  await page.getByLabel('开户银行').fill('中国工商银行')
  await page.getByLabel('提现金额').fill('123.4')
  await page.getByRole('button', { name: '提交申请' }).click()
  await toast(page, '连接不上服务器')
  await page.getByRole('button', { name: '提交申请' }).click()
  await toast(page, '提现申请成功，等待审核')
  await page.waitForURL('**/wallet/withdrawals')
  await page.getByText('6222****0123').first().waitFor()
  assert.equal(await rowsOf(page).filter({ hasText: '123.40' }).count(), 1)
  assert.equal(keys.length, 2)
  assert.equal(keys[0], keys[1])
})

test('a session that has ended asks to sign in again, and comes back', async (t) => {
  const page = await open(t, { refused: ['401 /api/wallet/transactions'] })
  await signIn(page, '王小明', '/wallet/entries?type=top_up')
  await page.getByText('没有这种类型的流水').waitFor()
  await page.reload()
  await page.getByText('没有这种类型的流水').waitFor()
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  assert.ok(!kept.includes('eyJ'), `no token is kept anywhere: ${kept}`)

  const body = '{"success":false,"message":"未登录或token无效"}'
  await page.route('**/api/wallet/transactions*', (route) => route.fulfill({ status: 401, body }), { times: 1 })
  await page.getByRole('link', { name: '取款记录' }).click()
  await page.getByRole('link', { name: '钱包流水' }).click()
  await page.getByText('登录已过期', { exact: true }).waitFor()
  await look(page, 'session-expired')
  await page.getByRole('button', { name: '重新登录' }).click()
  await page.waitForURL('**/wallet/entries')
  await page.getByText('还没有流水').waitFor()
})

test('without a connection the page says so, and goes on when there is one', async (t) => {
  const page = await open(t)
  await signIn(page, '王小明', '/dashboard')
  await page.locator('.balances').waitFor()
  await page.context().setOffline(true)
  await page.getByText('网络已断开').waitFor()
  await look(page, 'offline')
  await page.context().setOffline(false)
  await page.getByText('网络已断开').waitFor({ state: 'hidden' })
})

const addresses = [
  '/dashboard', '/recharge', '/recharge-list', '/withdrawal', '/withdrawal-list', '/wallet/entries', '/wallet/withdrawals', '/wallet/withdraw',
]
for (const language of ['zh', 'en']) {
  for (const theme of ['light', 'dark']) {
    for (const width of [1440, 360]) {
      test(`everybody can use every page: ${language}, ${theme}, ${width} px`, async (t) => {
        const page = await open(t, { language, theme, width })
        await signIn(page, '李四', '/dashboard')
        for (const path of addresses) {
          await page.goto(url + path)
          await page.locator('h1').waitFor()
          await look(page, `user${path.replaceAll('/', '-')}-${language}-${theme}-${width}`)
        }
      })
    }
  }
}
