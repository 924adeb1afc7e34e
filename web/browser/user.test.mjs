import { deepEqual, equal, match } from 'node:assert/strict'

import { choose, fill, press, rows, settled, toast, walk } from './act.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

share()

/** @typedef {import('playwright-core').Page} Page */

/** The amounts on the dashboard. @param {Page} page */
async function wallet(page) {
  await page.goto('/dashboard')
  await settled(page)
  return (await page.locator('.balances').innerText()).match(/[\d,]+\.\d\d/g)
}

/** Money for somebody who only takes it out. @param {import('./stack.mjs').Stack} stack @param {string} userId @param {number} amount */
async function give(stack, userId, amount) {
  await stack.asUser(userId, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId, amount, reason: '活动赠送' })
}

story(
  'A user recharges at the gateway, sees the balance, withdraws by MVola, sees it paid, and finds it in the list',
  async ({ stack, enter }) => {
    const { page } = await enter('u2')
    deepEqual(await wallet(page), ['0.00', '0.00', '0.00'])
    await press(page, '立即充值')
    await fill(page, { amount: '99' })
    await press(page, '去支付')
    await page.getByText('金额不能低于 100.00').waitFor()
    await fill(page, { amount: '2000' })
    const opened = page.context().waitForEvent('page')
    await press(page, '去支付')
    const checkout = await opened
    await checkout.getByRole('button', { name: '确认付款' }).click()
    await checkout.getByText('订单已结束，可以关闭此页面。').waitFor()
    await page.getByRole('heading', { name: '充值成功' }).waitFor()
    await press(page, '查看余额')
    await page.getByText('2,000.00').first().waitFor()

    await press(page, '立即取款')
    await page.locator('select[name=type]').selectOption({ value: 'MVola' })
    equal(await page.locator('select[name=type] option:checked').innerText(), 'MVola')
    await fill(page, { targetOwner: 'Jhon', targetAccount: '0387222126', amount: '500' })
    await press(page, '提交')
    await toast(page, '提交成功').waitFor()
    await page.waitForURL('**/withdrawal-list')
    await rows(page).first().getByText('等待中').waitFor()
    deepEqual(await wallet(page), ['2,000.00', '1,500.00', '500.00'])

    const [order] = (await stack.asUser('u2', '/api/withdrawal')).orders
    await stack.sandbox('POST', `/sandbox/orders/${order.id}`, { state: 1, callback: true })
    await page.getByRole('link', { name: '取款记录' }).first().click()
    await rows(page).first().getByText('成功').waitFor()
    await press(page, '详情')
    const told = page.getByRole('dialog')
    for (const step of ['提现申请已提交，金额已冻结', '打款渠道已受理', '打款成功'])
      await told.getByText(step).waitFor()
    deepEqual(await wallet(page), ['1,500.00', '1,500.00', '0.00'])
  },
)

story('More than the balance is refused with the words 余额不足', async ({ stack, enter }) => {
  await give(stack, 'u3', 100)
  const { availableBalance } = await stack.asUser('u3', '/api/wallet')
  const { page, expect } = await enter('u3')
  await walk(page, '/withdrawal')
  await fill(page, { targetAccount: '0387222126', amount: String(Number(availableBalance) + 1) })
  expect(400, /^\/api\/withdrawal$/)
  await press(page, '提交')
  await toast(page, '余额不足').waitFor()
})

story(
  'More than the gateway holds is refused with the words 余额不足请先充值, and nothing stays frozen',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 1000)
    const { withdrawalBalance } = await stack.sandbox('GET', '/sandbox/orders')
    await stack.sandbox('PUT', '/sandbox/settings', { withdrawalBalance: 10 })
    try {
      const { page, expect } = await enter('u3')
      await walk(page, '/withdrawal')
      await fill(page, { targetAccount: '0387222126', amount: '50' })
      expect(400, /^\/api\/withdrawal$/)
      await press(page, '提交')
      await toast(page, '余额不足请先充值').waitFor()
      equal((await stack.asUser('u3', '/api/wallet')).frozenAmount, '0.00')
    } finally {
      await stack.sandbox('PUT', '/sandbox/settings', { withdrawalBalance })
    }
  },
)

story('What the gateway refuses is told with its reason, and the money is back', async ({ stack, enter }) => {
  await give(stack, 'u3', 1000)
  await stack.sandbox('PUT', '/sandbox/faults', { api: 'withdrawal/create', mode: 'refuse', count: 1 })
  const { page, expect } = await enter('u3')
  const before = await wallet(page)
  await walk(page, '/withdrawal')
  await fill(page, { targetAccount: '0387222126', amount: '50' })
  expect(400, /^\/api\/withdrawal$/)
  await press(page, '提交')
  await toast(page).waitFor()
  match(await toast(page).innerText(), /\S/)
  deepEqual(await wallet(page), before)
})

story('A double click makes one order', async ({ stack, enter }) => {
  await give(stack, 'u3', 1000)
  const { page } = await enter('u3')
  const before = (await stack.asUser('u3', '/api/withdrawal')).pagination.total
  /** @type {(string | undefined)[]} */
  const keys = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/withdrawal'))
      keys.push(request.headers()['idempotency-key'])
  })
  await walk(page, '/withdrawal')
  await fill(page, { targetAccount: '0387222126', amount: '20' })
  await page.getByRole('button', { name: '提交', exact: true }).dblclick()
  await page.waitForURL('**/withdrawal-list')
  await settled(page)
  equal((await stack.asUser('u3', '/api/withdrawal')).pagination.total, before + 1)
  equal(keys.length, 1)
  match(keys[0] ?? '', /^[\w-]{16,}$/)
})

story(
  'A request whose answer is lost is sent again under its key, and is one withdrawal',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 1000)
    const { page } = await enter('u3')
    const before = (await stack.asUser('u3', '/api/wallet/withdrawals')).pagination.total
    /** @type {(string | undefined)[]} */
    const keys = []
    await page.route('**/api/wallet/withdraw', async (route) => {
      keys.push(route.request().headers()['idempotency-key'])
      if (keys.length > 1) return route.continue()
      await route.fetch()
      return route.abort('aborted')
    })
    await walk(page, '/wallet/withdraw')
    await fill(page, { account: '13800001111', amount: '12.30' })
    await press(page, '提交申请')
    await page.getByText('连接不上服务器').waitFor()
    await press(page, '提交申请')
    await page.waitForURL('**/wallet/withdrawals')
    equal(keys.length, 2)
    equal(keys[0], keys[1])
    equal((await stack.asUser('u3', '/api/wallet/withdrawals')).pagination.total, before + 1)
  },
)

story(
  'After an answer was lost, what was edited meanwhile is not sent as another',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 1000)
    const { page, expect } = await enter('u3')
    const total = async () => (await stack.asUser('u3', '/api/withdrawal')).pagination.total
    const before = await total()
    let lost = false
    await page.route('**/api/withdrawal', async (route) => {
      if (lost || route.request().method() !== 'POST') return route.continue()
      lost = true
      await route.fetch()
      return route.abort('aborted')
    })
    await walk(page, '/withdrawal')
    await fill(page, { targetAccount: '0387222126', amount: '15' })
    await press(page, '提交')
    await toast(page, '连接不上服务器，请检查网络后重试。').waitFor()
    await walk(page, '/withdrawal') // and so the form is another
    await fill(page, { targetOwner: 'Jhon', targetAccount: '0387222126', amount: '15' })
    expect(409, /^\/api\/withdrawal$/)
    await press(page, '提交')
    await toast(page, '上一次提交其实已经收到，这一次没有执行。请先核对记录，再决定是否还要提交。').waitFor()
    equal(await total(), before + 1)
  },
)

story('The check button settles an order whose callback was withheld', async ({ stack, enter }) => {
  await give(stack, 'u3', 1000)
  const { id } = await stack.asUser('u3', '/api/withdrawal', {
    type: 'MVola',
    targetAccount: '0387222126',
    amount: 30,
  })
  await stack.sandbox('POST', `/sandbox/orders/${id}`, { state: 1, callback: false })
  const { page } = await enter('u3')
  await walk(page, '/withdrawal-list')
  const row = rows(page).filter({ hasText: '30.00' })
  await row.getByText('等待中').waitFor()
  await row.getByRole('button', { name: '检查' }).click()
  await row.getByText('成功').waitFor()
  await toast(page, '当前状态：成功').waitFor()
  await row.getByRole('button', { name: '检查' }).waitFor({ state: 'detached' })
})

story('The check button settles a recharge whose callback was withheld', async ({ stack, enter }) => {
  const [channel] = await stack.asUser('u3', '/api/recharge/channels')
  const { id } = await stack.asUser('u3', '/api/recharge', { amount: 600, channelCode: channel.code })
  await stack.sandbox('POST', `/sandbox/orders/${id}`, { state: 2, callback: false })
  const { page } = await enter('u3')
  await walk(page, '/recharge-list')
  const row = rows(page).filter({ hasText: '600.00' })
  await row.getByRole('button', { name: '检查' }).click()
  await row.getByText('完成').waitFor()
})

story(
  'A payout that the gateway fails says so, and the money is available again',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 1000)
    const { page } = await enter('u3')
    const before = await wallet(page)
    const { id } = await stack.asUser('u3', '/api/withdrawal', {
      type: 'MVola',
      targetAccount: '0387222126',
      amount: 40,
    })
    await stack.sandbox('POST', `/sandbox/orders/${id}`, { state: 2, callback: true })
    await eventually(
      'the withdrawal has failed',
      async () => (await stack.asUser('u3', `/api/withdrawal/${id}`)).state === 2,
    )
    await walk(page, `/withdrawal-list?id=${id}`)
    await page.getByRole('dialog').getByText('打款失败，金额已退回').waitFor()
    deepEqual(await wallet(page), before)
  },
)

story(
  'A withdrawal to a bank account waits for review, and its row says that it was rejected, and why',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 1000)
    const { page } = await enter('u3')
    await walk(page, '/wallet/withdraw')
    await page.getByText('银行卡', { exact: true }).click()
    await fill(page, {
      account: '6222021234567890123',
      accountName: '王小明',
      bankName: '中国工商银行',
      amount: '123.4',
    })
    await press(page, '提交申请')
    await page.waitForURL('**/wallet/withdrawals')
    const row = rows(page).filter({ hasText: '123.40' })
    await row.getByText('银行卡').waitFor()
    match(await row.innerText(), /\*/)
    const [{ id }] = (await stack.asUser('u3', '/api/wallet/withdrawals')).withdrawals
    await stack.asAdmin(`/admin/escorts/withdraw-records/${id}/review`, {
      action: 'reject',
      rejectReason: '户名不符',
    })
    await page.reload()
    await row.getByText('户名不符').waitFor()
  },
)

story(
  'The ledger shows one type of entry at a time, and keeps the choice in the address',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 5)
    const { page } = await enter('u3')
    await walk(page, '/wallet/entries?type=freeze')
    await settled(page)
    for (const row of await rows(page).all()) equal(await row.getByRole('cell').nth(1).innerText(), '冻结')
    await choose(page.getByRole('combobox'), '全部类型')
    await page.waitForURL((url) => url.search === '')
  },
)

story(
  'What the API has said is told in the language that is chosen afterwards, and what it refuses too',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 50)
    const asked = { amount: 50, method: 'wechat', account: '13600001111' }
    await stack.asUser('u3', '/api/wallet/withdraw', asked)
    const { page, expect } = await enter('u3')
    await walk(page, '/wallet/entries?type=freeze')
    const newest = rows(page).first()
    await newest.getByText('提现申请，冻结金额').waitFor()
    await press(page, 'English')
    await newest.getByText('Withdrawal asked for: frozen').waitFor()
    await walk(page, '/withdrawal')
    await fill(page, { targetAccount: '0387222126', amount: '99999' })
    expect(400, /^\/api\/withdrawal$/)
    await press(page, 'Submit')
    await toast(page, 'The balance is not enough').waitFor()
  },
)

story(
  'The old spelling of an address leads to the list, with or without a slash, and keeps its query',
  async ({ enter }) => {
    const { page } = await enter('u3')
    for (const [old, now] of /** @type {const} */ ([
      ['/withdral-list', '/withdrawal-list'],
      ['/withdral-list/', '/withdrawal-list'],
      ['/withdral-list?page=2', '/withdrawal-list?page=2'],
      ['/withdral-list/?page=2', '/withdrawal-list?page=2'],
    ])) {
      await page.goto(old)
      await page.waitForURL(`**${now}`)
      await settled(page)
    }
  },
)

story(
  'The form of a withdrawal is filled in by the names and values that its requirement has',
  async ({ stack, enter }) => {
    await give(stack, 'u3', 1000)
    const { page } = await enter('u3')
    await walk(page, '/withdrawal')
    const type = page.locator('form select[name=type]')
    deepEqual(
      await type
        .locator('option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('value'))),
      ['MVola'],
    )
    await type.selectOption('MVola')
    await fill(page.locator('form'), { targetOwner: 'Jhon', targetAccount: '0387222126', amount: '21' })
    const sent = page.waitForRequest((request) => request.method() === 'POST')
    await page.locator('form button[type=submit]').click()
    const { type: by, targetOwner, targetAccount, amount } = (await sent).postDataJSON()
    deepEqual([by, targetOwner, targetAccount, amount], ['MVola', 'Jhon', '0387222126', 21])
    await page.waitForURL('**/withdrawal-list')
  },
)

story('Who leaves a form while it is being sent stays where they went', async ({ stack, enter }) => {
  await give(stack, 'u3', 1000)
  const { page } = await enter('u3')
  /** @type {(() => void)[]} */
  const held = []
  await page.route('**/api/wallet/withdraw', async (route) => {
    await new Promise((resolve) => held.push(() => resolve(undefined)))
    await route.continue()
  })
  await walk(page, '/wallet/withdraw')
  await fill(page, { account: '13800001111', amount: '13' })
  const answered = page.waitForResponse('**/api/wallet/withdraw')
  await press(page, '提交申请')
  await eventually('it is under way', async () => held.length > 0)
  await page.getByRole('link', { name: '钱包流水' }).first().click()
  await page.waitForURL('**/wallet/entries')
  held[0]?.()
  await answered
  await toast(page, '提现申请成功，等待审核').waitFor()
  await settled(page)
  equal(new URL(page.url()).pathname, '/wallet/entries')
})
