// What one admin does not do alone: under a policy by which a payout above 1,000.00 takes two of three people.
import { deepEqual, equal, match, ok } from 'node:assert/strict'

import { press, rows, settled, still, toast, walk } from './act.mjs'
import { lookAt } from './look.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

/** @param {string} person @param {string} sub @param {string} name @param {string[]} perms */
const one = (person, sub, name, perms) => ({ person, subs: [sub], name, perms })
const most = ['review', 'pay', 'adjust', 'wallet', 'resolve', 'export', 'audit']

share({
  besides: {
    people: [
      one('guan', 'admin1', '管理员', [...most, 'policy']),
      one('chen', 'admin2', '陈经理', ['review', 'pay', 'adjust', 'wallet']),
      one('li', 'admin3', '李会计', [...most, 'policy']),
      one('zhao', 'admin4', '赵主管', ['policy']),
    ],
    approvals: [
      { act: 'payout', above: '1000', need: 2 },
      { act: 'adjust', above: '19000', need: 2 },
      { act: 'reopen', need: 2 },
    ],
  },
})

const records = '/admin/escorts/withdraw-records/'

/** A new user's withdrawal; who gave them the money neither approves nor pays it. @param {import('./stack.mjs').Stack} stack @param {string} user @param {string} amount */
async function ask(stack, user, amount) {
  await stack.asUser(user, '/api/wallet')
  await stack.asOtherAdmin('admin3', '/api/admin/wallet/adjust', {
    userId: user,
    amount: 5000,
    reason: '活动赠送',
  })
  const request = {
    method: 'bank',
    account: '6222021234567890123',
    accountName: '李四',
    bankName: '中国工商银行',
    amount,
  }
  return String((await stack.asUser(user, '/api/wallet/withdraw', request)).id)
}

/**
 * What is paid is what was shown: another content is refused, the dialog says why, and its own is paid.
 * @param {import('./stack.mjs').Stack} stack @param {import('./visit.mjs').Visitor} visitor @param {string} id
 */
async function paysWhatIsShown(stack, { page, expect }, id) {
  const look = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
  await walk(page, `/console?id=${id}`)
  await press(page.getByRole('dialog', { name: /^提现/ }), '打款')
  const pays = page.getByRole('dialog', { name: '打款' })
  await pays.locator('input[name=confirm]').fill('CONFIRM')
  const number = pays.locator('input[name=transactionNo]')
  if ((await number.count()) > 0) await number.fill('BK20260001')
  await page.route('**/payout', async (route) => {
    const body = route.request().postDataJSON()
    match(String(body.contentHash), /^[0-9a-f]{64}$/)
    await route.continue({ postData: JSON.stringify({ ...body, contentHash: '0'.repeat(64) }) })
  })
  expect(409, /\/payout$/)
  const refused = page.waitForResponse((response) => response.url().endsWith('/payout'))
  await pays.locator('button[type=submit]').click()
  equal((await refused).status(), 409)
  await pays.getByText('提现内容与页面显示的不一致，请刷新后重新核对').waitFor()
  await still(page)
  deepEqual(await lookAt(page, look, 'payout-other-content'), [])
  equal((await stack.asAdmin(records + id)).status, 'approved')
  await page.unroute('**/payout')
  await pays.locator('button[type=submit]').click()
  await eventually('it is paid', async () => (await stack.asAdmin(records + id)).status !== 'approved')
}

story(
  'Two admins endorse a payout: each sees all of it once more, and who has approved it',
  async ({ stack, enter }) => {
    const id = await ask(stack, 'u1', '3000.00')
    const wide = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
    const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })
    const first = await enter('admin1', wide)
    await walk(first.page, `/console?id=${id}`)
    const drawer = first.page.getByRole('dialog', { name: /^提现/ })
    await drawer.getByText('已批准 0/2').waitFor()
    await drawer.getByText('首次付到此账户').waitFor()
    await drawer.getByText('户名与用户姓名不一致').waitFor()
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'review-facts'), [])
    await press(drawer, '通过')
    const asked = first.page.getByRole('dialog', { name: '通过这笔提现' })
    for (const whole of ['6222021234567890123', '李四', '中国工商银行', '3,000.00', id])
      await asked.getByText(whole, { exact: true }).first().waitFor()
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'endorse'), [])
    const sent = first.page.waitForRequest((request) => request.url().endsWith('/review'))
    await press(asked, '通过')
    match(String((await sent).postDataJSON().contentHash), /^[0-9a-f]{64}$/)
    await toast(first.page, '已记录你的批准，还需 1 位').waitFor()
    await drawer.getByText('已批准 1/2').waitFor()
    equal((await stack.asAdmin(records + id)).status, 'pending')
    await drawer.getByRole('button', { name: '通过', exact: true }).waitFor({ state: 'detached' })
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'endorsed-once'), [])

    const second = await enter('admin2', narrow)
    await walk(second.page, '/console')
    await rows(second.page).filter({ hasText: '1 of 2 approved' }).first().waitFor()
    await walk(second.page, `/console?id=${id}`)
    const other = second.page.getByRole('dialog', { name: /^Withdrawal/ })
    await other.getByText('管理员').first().waitFor()
    await press(other, 'Approve')
    const question = second.page.getByRole('dialog', { name: 'Approve this withdrawal' })
    await question.getByText('6222021234567890123').waitFor()
    await question.getByText('First payout to this account').waitFor()
    await still(second.page)
    deepEqual(await lookAt(second.page, narrow, 'endorse'), [])
    await press(question, 'Approve')
    await toast(second.page, 'Approved; it waits for its payout').waitFor()
    await other.getByText('2 of 2 approved').waitFor()
    await still(second.page)
    deepEqual(await lookAt(second.page, narrow, 'endorsed-twice'), [])
    equal((await stack.asAdmin(records + id)).status, 'approved')
    await paysWhatIsShown(stack, first, id)
  },
)

story('What one is enough for is approved as ever', async ({ stack, enter }) => {
  const id = await ask(stack, 'u2', '500.00')
  const { page } = await enter('admin1')
  await walk(page, `/console?id=${id}`)
  await press(page.getByRole('dialog', { name: /^提现/ }), '通过')
  await press(page.getByRole('dialog', { name: '通过这笔提现' }), '通过')
  await toast(page, '已通过，等待打款').waitFor()
})

story('A pause is seen by another admin within 3 seconds, and two lift it', async ({ stack, enter }) => {
  const wide = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
  const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })
  const first = await enter('admin1', wide)
  const second = await enter('admin2', narrow)
  await walk(first.page, '/console')
  await walk(second.page, '/console/recharges')
  equal(await second.page.locator('.pause').count(), 0)
  await press(first.page, '暂停')
  const dialog = first.page.getByRole('dialog', { name: '暂停打款或充值' })
  await dialog.locator('input[name=reason]').fill('疑似盗号')
  await still(first.page)
  deepEqual(await lookAt(first.page, wide, 'pause'), [])
  const answered = first.page.waitForResponse(
    (response) => response.url().endsWith('/admin/pauses') && response.request().method() === 'POST',
  )
  await press(dialog, '立即暂停')
  await answered
  const paused = Date.now()
  await second.page.getByText('Paused: All payouts').waitFor()
  const within = Date.now() - paused
  ok(within <= 3000, `the other admin sees it after ${within} ms`)
  await first.page.getByText('已暂停：全部打款').waitFor()
  for (const [page, look] of /** @type {const} */ ([
    [first.page, wide],
    [second.page, narrow],
  ])) {
    await settled(page)
    await still(page)
    deepEqual(await lookAt(page, look, 'paused'), [])
  }
  const lift = async (
    /** @type {import('playwright-core').Page} */ page,
    /** @type {string} */ act,
    /** @type {string} */ said,
  ) => {
    await press(page.locator('.pause'), act)
    await press(page.getByRole('dialog'), act)
    await toast(page, said).waitFor()
  }
  await lift(first.page, '解除', '已记录，等待另一位管理员解除')
  equal((await stack.asAdmin('/admin/pauses')).pauses.length, 1)
  await second.page.getByText('Asked for by', { exact: false }).waitFor()
  await lift(second.page, 'Lift', 'The pause is lifted')
  await eventually(
    'nothing is paused',
    async () => (await stack.asAdmin('/admin/pauses')).pauses.length === 0,
  )
  await first.page.locator('.pause').waitFor({ state: 'detached' })
})

story('An account is blocked out of a review, and two let money go there again', async ({ stack, enter }) => {
  const id = await ask(stack, 'u9', '500.00')
  const wide = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
  const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })
  const first = await enter('admin1', wide)
  await walk(first.page, `/console?id=${id}`)
  await press(first.page.getByRole('dialog', { name: /^提现/ }), '停用收款账户')
  const asked = first.page.getByRole('dialog', { name: '停止向这个收款账户打款' })
  await asked.locator('input[name=reason]').fill('盗刷')
  await still(first.page)
  deepEqual(await lookAt(first.page, wide, 'block'), [])
  await press(asked, '停用')
  await toast(first.page, '账户已停用').waitFor()
  await first.page.getByText('收款账户已停用，恢复前不能打款').waitFor()
  await still(first.page)
  deepEqual(await lookAt(first.page, wide, 'review-blocked'), [])
  await walk(first.page, '/console/blocks')
  await rows(first.page).filter({ hasText: '****0123' }).first().waitFor()
  await still(first.page)
  deepEqual(await lookAt(first.page, wide, 'blocks'), [])
  await press(first.page, '停用账户')
  const named = first.page.getByRole('dialog', { name: '停止向一个账户打款' })
  await named.locator('input[name=account]').fill('6222 0299 8877 6655')
  await named.locator('input[name=reason]').fill('举报')
  await named.locator('button[type=submit]').click()
  await rows(first.page).filter({ hasText: '****6655' }).first().waitFor()

  const second = await enter('admin2', narrow)
  await walk(second.page, `/console?id=${id}`)
  await second.page.getByText('Account blocked: nothing is paid to it').waitFor()
  await still(second.page)
  deepEqual(await lookAt(second.page, narrow, 'review-blocked'), [])
  await walk(second.page, '/console/blocks')
  const row = () => rows(second.page).filter({ hasText: '****0123' }).first()
  await row().waitFor()
  await still(second.page)
  deepEqual(await lookAt(second.page, narrow, 'blocks'), [])
  await press(row(), 'Lift')
  await press(second.page.getByRole('dialog'), 'Lift')
  await toast(second.page, 'Recorded; another admin has to lift it too').waitFor()
  await row().getByText('Asked for by', { exact: false }).waitFor()
  await first.page.reload()
  await press(rows(first.page).filter({ hasText: '****0123' }).first(), '恢复')
  await press(first.page.getByRole('dialog'), '恢复')
  await toast(first.page, '账户已恢复').waitFor()
  equal((await stack.asAdmin('/admin/blocked-accounts')).accounts.length, 1)
})

story(
  'An adjustment that one may not do alone is submitted, approved by another, and done',
  async ({ stack, enter }) => {
    const wide = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
    const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })
    await stack.asUser('u3', '/api/wallet')
    const first = await enter('admin1', wide)
    await walk(first.page, '/console/wallets/u3')
    await press(first.page, '调整余额')
    const dialog = first.page.getByRole('dialog')
    await dialog.locator('input[name=amount]').fill('20000')
    await dialog.locator('input[name=reason]').fill('活动奖金')
    await dialog.locator('button[type=submit]').click()
    await dialog.getByText('已提交，等待其他管理员批准。现在还没有改变什么。').waitFor()
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'submitted'), [])
    equal((await stack.asUser('u3', '/api/wallet')).balance, '0.00')
    await dialog.getByRole('link', { name: '查看这项操作' }).click()
    const mine = first.page.getByRole('dialog', { name: '操作详情' })
    await mine.getByText('已批准 1/2').waitFor()
    await mine.getByRole('button', { name: '撤回', exact: true }).waitFor()
    equal(await mine.getByRole('button', { name: '批准', exact: true }).count(), 0)
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'proposal'), [])

    const second = await enter('admin2', narrow)
    await walk(second.page, '/console/proposals')
    const row = rows(second.page).first()
    await row.getByText('1 of 2 approved').waitFor()
    await still(second.page)
    deepEqual(await lookAt(second.page, narrow, 'proposals'), [])
    await press(row, 'View')
    await press(second.page.getByRole('dialog', { name: 'Details' }), 'Approve')
    const question = second.page.getByRole('dialog', { name: 'Approve this' })
    await question.getByText('活动奖金').waitFor()
    await still(second.page)
    deepEqual(await lookAt(second.page, narrow, 'proposal-approve'), [])
    await press(question, 'Approve')
    await toast(second.page, 'Approved, and done').waitFor()
    equal((await stack.asUser('u3', '/api/wallet')).balance, '20000.00')
    await mine.getByText('已执行').waitFor()
  },
)

story('What one may not do is not offered', async ({ enter }) => {
  const { page } = await enter('admin2')
  await walk(page, '/console')
  await page.getByRole('button', { name: '暂停', exact: true }).waitFor()
  await page.getByRole('button', { name: '导出', exact: true }).waitFor({ state: 'detached' })
  equal(await page.getByRole('link', { name: '审计日志', exact: true }).count(), 0)
})

story(
  'A tighter policy is in force at once, and says what it changes until another confirms it',
  async ({ stack, enter }) => {
    const look = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
    const { page } = await enter('admin1', look)
    await walk(page, '/console/policy')
    await press(page, '修改')
    await page.locator('input[name=singleLimit]').fill('90000')
    deepEqual(await lookAt(page, look, 'policy-edit'), [])
    await press(page, '提交修改')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('按现行策略').waitFor()
    await dialog.getByText('singleLimit').waitFor()
    await still(page)
    deepEqual(await lookAt(page, look, 'policy-preview'), [])
    equal((await stack.asAdmin('/admin/policy')).newest, 1)
    await dialog.locator('input[name=reason]').fill('先收紧限额')
    await dialog.locator('button[type=submit]').click()
    await dialog.getByRole('link', { name: '查看这一版' }).waitFor()
    await dialog.getByText('最近 30 天的提现').waitFor()
    await dialog.getByText('singleLimit').waitFor()
    await still(page)
    deepEqual(await lookAt(page, look, 'policy-proposed'), [])
    const { version, state } = await stack.asAdmin('/admin/policy')
    equal(state, 'in_force')
    await dialog.getByRole('link', { name: '查看这一版' }).click()
    await page.getByText('还需 1 位管理员批准').waitFor()
    const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })
    const other = await enter('admin2', narrow)
    await walk(other.page, '/console/policy')
    await other.page.getByText('singleLimit').first().waitFor()
    deepEqual(await lookAt(other.page, narrow, 'policy'), [])
    await stack.asOtherAdmin('admin3', `/admin/policy/${version}/confirm`, {})
    await page.reload()
    await page.getByText('李会计').waitFor()
  },
)

// The last one: nobody lifts it.
story('Users see what is paused, and not by whom', async ({ stack, enter }) => {
  const narrow = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 360, motion: true })
  await stack.asAdmin('/admin/pauses', { scope: 'recharge', hours: 1, reason: '通道异常' })
  const { page } = await enter('u1', narrow)
  await walk(page, '/dashboard')
  await page.getByText('充值暂停至', { exact: false }).waitFor()
  equal(await page.getByText('通道异常').count(), 0)
  await settled(page)
  await still(page)
  deepEqual(await lookAt(page, narrow, 'user-paused'), [])
})
