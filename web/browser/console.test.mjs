import { deepEqual, equal, match } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import { choose, fill, press, rows, settled, toast, walk } from './act.mjs'
import { contradict, fillConsole, parkWithdrawal } from './fill.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./stack.mjs').Stack} Stack */

share({ reconcileSeconds: 1 })

const run = promisify(execFile)
const records = '/admin/escorts/withdraw-records/'
let users = 0

/** A withdrawal of a user, or of a new one. @param {Stack} stack @param {object} [request] */
async function ask(stack, request, user = `console-${++users}`) {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 1000, reason: '活动赠送' })
  const asked = { method: 'wechat', account: '13800001111', amount: '300.00', ...request }
  return { user, id: String((await stack.asUser(user, '/api/wallet/withdraw', asked)).id) }
}

/** What a state allows to do with a withdrawal is in its drawer. @param {Page} page @param {string} id */
async function open(page, id) {
  await walk(page, `/console?id=${id}`)
  const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
  await drawer.getByText(id, { exact: true }).waitFor()
  await settled(page)
  return drawer
}

/** A question before something is done. @param {Page} page @param {string} title */
const question = (page, title) => page.getByRole('dialog', { name: title, exact: true })

/** An older message may still be shown beside it. @param {Page} page @param {string} said */
const hears = (page, said) => toast(page, said).waitFor()

story('An admin finds withdrawals by each filter, and the address keeps them', async ({ stack, enter }) => {
  const made = await fillConsole(stack)
  const { page, go } = await enter('admin1')
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  /** @param {string} label @param {string} text */
  const typed = (label, text) => async () => {
    await page.getByLabel(label).fill(text)
    await press(page, '查询')
  }
  /** @param {string} label @param {string} option */
  const chosen = (label, option) => async () => {
    await choose(page.getByLabel(label, { exact: true }), option)
    await press(page, '查询')
  }
  const statuses = page.getByRole('navigation', { name: '按状态筛选' })
  const approved = () => statuses.getByRole('link', { name: /^待打款/ }).click()
  const number = made.failed.slice(0, 8)
  /** @type {[address: string, found: (keyof typeof made)[], missed: (keyof typeof made)[], () => Promise<unknown>][]} */
  const searches = [
    ['status=approved', ['approved'], ['pending', 'failed'], approved],
    ['method=wechat', ['pending', 'rejected'], ['failed'], chosen('方式', '微信')],
    ['minAmount=2500', ['completed'], ['pending', 'approved'], typed('最小金额', '2500')],
    ['maxAmount=88.8', ['pending', 'rejected'], ['completed'], typed('最大金额', '88.8')],
    [`startAt=${today}`, ['pending', 'completed'], [], typed('申请日期起', today)],
    ['endAt=2020-01-31', [], ['pending', 'completed'], typed('申请日期止', '2020-01-31')],
    [`keyword=${number}`, ['failed'], ['pending'], typed('关键词', number)],
    ['keyword=u3', ['completed', 'rejected'], ['pending'], typed('关键词', 'u3')],
    ['keyword=13812345678', ['pending', 'processing'], ['completed'], typed('关键词', '13812345678')],
    ['needsAttention=true', ['parked', 'contradicted'], ['pending'], chosen('待处理', '只看待处理的')],
  ]
  for (const [address, found, missed, act] of searches) {
    await go('/console')
    await act()
    await page.waitForURL(`**/console?${address}`)
    for (const reloaded of [false, true]) {
      if (reloaded) await page.reload()
      await settled(page)
      for (const name of found)
        await page.getByRole('button', { name: made[name].slice(0, 8), exact: true }).waitFor()
      for (const name of missed)
        await page
          .getByRole('button', { name: made[name].slice(0, 8), exact: true })
          .waitFor({ state: 'detached' })
    }
  }
  await go('/console')
  await page.getByLabel('最小金额').fill('-1')
  await press(page, '查询')
  await page.getByText('最多两位小数，不能为负').waitFor()
  await press(page, '重置')
  equal(await page.getByLabel('最小金额').inputValue(), '')
  await page.getByText('最多两位小数，不能为负').waitFor({ state: 'detached' })
})

story(
  'An admin approves a withdrawal and pays it by hand; CONFIRM mistyped pays nothing',
  async ({ stack, enter }) => {
    const { id, user } = await ask(stack)
    const { page, expect } = await enter('admin1')
    const drawer = await open(page, id)
    equal(await drawer.getByRole('button', { name: '打款', exact: true }).count(), 0, 'it cannot be paid yet')
    await press(drawer, '通过')
    await press(question(page, '通过这笔提现'), '通过')
    await hears(page, '已通过，等待打款')
    await press(drawer, '打款')
    const pay = question(page, '打款')
    await pay.getByText('300.00').first().waitFor()
    await pay.getByText('****1111').waitFor()
    await fill(pay, { transactionNo: `TX-${id}`, confirm: 'confirm' })
    await press(pay, '记录已付 300.00')
    await pay.getByText('确认文本不匹配，请输入 CONFIRM').waitFor()
    equal((await stack.asAdmin(records + id)).status, 'approved')
    equal(await pay.getByRole('radio').count(), 0, 'there is no channel for it')

    // A number that is used already is refused, and can be mended: nothing has changed meanwhile.
    const other = await ask(stack)
    await stack.asAdmin(`${records}${other.id}/review`, { action: 'approve' })
    await stack.asAdmin(`${records}${other.id}/payout`, {
      payoutMethod: 'manual',
      operatorConfirmText: 'CONFIRM',
      transactionNo: 'TX-used',
    })
    expect(409, /\/payout$/)
    await fill(pay, { transactionNo: 'tx-USED', confirm: 'CONFIRM' })
    await press(pay, '记录已付 300.00')
    await pay.getByText('交易号已存在，请勿重复打款').waitFor()

    await fill(pay, { transactionNo: `TX-${id}` })
    await pay.getByRole('button', { name: '记录已付 300.00', exact: true }).dblclick()
    await page.getByText('已记录打款，提现完成').waitFor()
    await drawer.getByText('已完成').first().waitFor()
    await drawer.getByText(`TX-${id}`).first().waitFor()
    for (const act of ['通过', '拒绝', '打款', '标记失败'])
      equal(await drawer.getByRole('button', { name: act, exact: true }).count(), 0, act)
    equal((await stack.asUser(user, '/api/wallet')).balance, '700.00')
  },
)

story('An admin pays through the channel, and the drawer follows it to its end', async ({ stack, enter }) => {
  const { id } = await ask(stack, { method: 'MVola', account: '0387222126' })
  await stack.asAdmin(`${records}${id}/review`, { action: 'approve' })
  const { page } = await enter('admin1')
  const drawer = await open(page, id)
  await press(drawer, '打款')
  const pay = question(page, '打款')
  await fill(pay, { confirm: 'CONFIRM' })
  await press(pay, '由网关支付 300.00')
  await hears(page, '已交给网关，等待结果')
  await drawer.getByText('打款中').first().waitFor()
  await stack.sandbox('POST', `/sandbox/orders/${id}`, { state: 1, callback: true })
  await drawer.getByText('已完成').first().waitFor()
})

story(
  'An admin rejects a withdrawal, for which a reason is needed, and the money is back',
  async ({ stack, enter }) => {
    const { id, user } = await ask(stack)
    const { page } = await enter('admin1')
    const drawer = await open(page, id)
    await press(drawer, '拒绝')
    const reject = question(page, '拒绝这笔提现')
    await press(reject, '拒绝')
    await reject.getByText('请填写原因').waitFor()
    await fill(reject, { reason: '户名不符' })
    await press(reject, '拒绝')
    await hears(page, '已拒绝，金额已退回')
    await drawer.getByText('户名不符').first().waitFor()
    equal((await stack.asUser(user, '/api/wallet')).availableBalance, '1000.00')
  },
)

story('An admin marks a payout that was not made as failed', async ({ stack, enter }) => {
  const { id, user } = await ask(stack)
  await stack.asAdmin(`${records}${id}/review`, { action: 'approve' })
  const { page } = await enter('admin1')
  const drawer = await open(page, id)
  await press(drawer, '标记失败')
  const fails = question(page, '标记为打款失败')
  await fill(fails, { reason: '账号已注销' })
  await press(fails, '标记失败')
  await hears(page, '已标记失败，金额已退回')
  await drawer.getByText('账号已注销').first().waitFor()
  equal((await stack.asUser(user, '/api/wallet')).availableBalance, '1000.00')
})

story('Of two admins at once the second sees what the first has done', async ({ stack, enter }) => {
  const { id, user } = await ask(stack)
  const first = await enter('admin1')
  const second = await enter('admin2')
  for (const { page } of [first, second]) await press(await open(page, id), '拒绝')
  for (const { page } of [first, second]) await fill(question(page, '拒绝这笔提现'), { reason: '户名不符' })
  await press(question(first.page, '拒绝这笔提现'), '拒绝')
  await hears(first.page, '已拒绝，金额已退回')
  second.expect(409, /\/review$/)
  const conflict = question(second.page, '拒绝这笔提现')
  await press(conflict, '拒绝')
  await conflict.getByText('情况已有变化').waitFor()
  await conflict.getByText('管理员').first().waitFor()
  equal(await conflict.getByRole('button', { name: '拒绝', exact: true }).count(), 0)
  await conflict.locator('.ant-modal-footer').getByRole('button').first().click()
  const drawer = second.page.getByRole('dialog').filter({ hasText: '进度' })
  await drawer.getByText('已拒绝').first().waitFor()
  equal((await stack.asUser(user, '/api/wallet')).availableBalance, '1000.00')
})

story('Several are approved at once, and each that was not says why', async ({ stack, enter }) => {
  const first = await ask(stack, { amount: '31.00' })
  const three = [
    first,
    await ask(stack, { amount: '32.00' }, first.user),
    await ask(stack, { amount: '33.00' }, first.user),
  ]
  const { page, go } = await enter('admin1')
  await go(`/console?status=pending&keyword=${first.user}`)
  for (const { id } of three) await page.getByRole('checkbox', { name: `选择 ${id.slice(0, 8)}` }).check()
  await page.getByText('已选 3 笔，合计 96.00').waitFor()
  await stack.asAdmin(`${records}${three[1]?.id}/review`, { action: 'reject', rejectReason: '户名不符' })
  await press(page, '批量通过')
  await question(page, '通过 3 笔提现').getByRole('button', { name: '批量通过' }).dblclick()
  const result = question(page, '结果')
  await result.getByText('2 笔已处理，1 笔没有').waitFor()
  const told = await result.locator('tbody').getByRole('row').allInnerTexts()
  equal(told.length, 3)
  match(told[0] ?? '', /32\.00[^]*已拒绝[^]*管理员/)
  for (const text of told.slice(1)) match(text, /已通过/)
  await page.getByText('没有符合条件的提现').waitFor() // and the result is still there
  equal(await result.locator('tbody').getByRole('row').count(), 3)
  const states = await Promise.all(three.map(async ({ id }) => (await stack.asAdmin(records + id)).status))
  deepEqual(states, ['approved', 'rejected', 'approved'])
})

story('By keyboard a row is opened and left, and one is where one was', async ({ stack, enter }) => {
  const { id, user } = await ask(stack)
  const { page, go } = await enter('admin1')
  await go(`/console?keyword=${user}`)
  const opens = page.getByRole('button', { name: id.slice(0, 8), exact: true })
  await opens.press('Enter')
  const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
  await drawer.getByText(id, { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  equal(await opens.evaluate((button) => button === document.activeElement), true)
})

story(
  'A whole account is shown when it is asked for, which leaves an audit record',
  async ({ stack, enter }) => {
    const { id } = await ask(stack, {
      method: 'bank',
      account: '6222021234567890123',
      accountName: '李四',
      bankName: '中国工商银行',
    })
    const { page } = await enter('admin2')
    const drawer = await open(page, id)
    equal(await drawer.getByText('6222021234567890123').count(), 0)
    await drawer.getByRole('button', { name: '查看完整账号' }).click()
    await drawer.getByText('6222021234567890123').waitFor()
    const audits = await stack.asAdmin(`/admin/audit-logs?action=view_unmasked&targetId=${id}`)
    deepEqual([audits.total, audits.data[0].adminId], [1, 'admin2'])
  },
)

story(
  'What needs attention is in a queue, with why, and with what can be done about it',
  async ({ stack, enter }) => {
    const resent = await parkWithdrawal(stack, 'resent-user', { arrived: false })
    const [parked, contradicted] = await Promise.all([
      parkWithdrawal(stack, 'parked-user'),
      contradict(stack, 'contradicted-user'),
    ])
    const { page, go } = await enter('admin1')
    await go('/console/attention')
    const row = rows(page).filter({ hasText: parked.slice(0, 8) })
    await row.getByText('网关多次表示没有这笔订单').waitFor()
    await row.getByRole('button', { name: '重发', exact: true }).waitFor()
    await press(row, '标记失败')
    const fails = question(page, '标记为打款失败')
    await fill(fails, { reason: '网关已确认没有订单' })
    await press(fails, '标记失败')
    await row.waitFor({ state: 'detached' })
    equal((await stack.asAdmin(records + parked)).status, 'failed')

    // The order of this one never arrived: it goes out again, and comes to its end.
    const again = rows(page).filter({ hasText: resent.slice(0, 8) })
    await press(again, '重发')
    const resend = question(page, '重发给网关')
    await fill(resend, { confirm: 'CONFIRM' })
    await press(resend, '由网关支付 300.00')
    await hears(page, '已交给网关，等待结果')
    await again.waitFor({ state: 'detached' })
    await stack.sandbox('POST', `/sandbox/orders/${resent}`, { state: 1, callback: true })
    await eventually('it is paid', async () => (await stack.asAdmin(records + resent)).status === 'completed')
    equal((await stack.asUser('resent-user', '/api/wallet')).balance, '200.00')

    await rows(page)
      .filter({ hasText: contradicted.slice(0, 8) })
      .getByRole('link', { name: '以余额调整结清' })
      .click()
    const adjust = page.getByRole('dialog')
    await fill(adjust, { amount: '-300', reason: '网关已付款' })
    await press(adjust, '减少 300.00')
    await hears(page, '余额现在是 200.00')
    await eventually(
      'it is settled',
      async () => !(await stack.asAdmin(records + contradicted)).needsAttention,
    )
  },
)

for (const format of /** @type {const} */ (['csv', 'xlsx']))
  story(`An export as ${format} is a file that opens, of what the filters find`, async ({ stack, enter }) => {
    const { id, user } = await ask(stack, { amount: '77.00' })
    await ask(stack, { amount: '78.00' })
    const { page, go } = await enter('admin1')
    await go(`/console?keyword=${user}`)
    await page.getByRole('button', { name: '导出' }).click()
    const dialog = question(page, '导出提现记录')
    await dialog.getByRole('radio', { name: format === 'csv' ? /^CSV/ : /^Excel/ }).check()
    const begun = page.waitForEvent('download')
    await press(dialog, '导出')
    const file = await begun
    match(file.suggestedFilename(), new RegExp(`\\.${format}$`))
    const text = await textOf(await file.path(), format)
    match(text, new RegExp(id.slice(0, 8)))
    match(text, /77/)
    equal(text.includes('78.00'), false)
    equal((await stack.asAdmin('/admin/audit-logs?action=export')).data[0].adminId, 'admin1')
  })

/** What a spreadsheet holds. @param {string} path @param {'csv' | 'xlsx'} format */
async function textOf(path, format) {
  if (format === 'csv') return await readFile(path, 'utf8')
  const read =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*[z.read(n).decode() for n in z.namelist()])'
  return (await run('python3', ['-c', read, path])).stdout
}
