import { deepEqual, equal, match } from 'node:assert/strict'

import { choose, fill, press, rows, settled, toast } from './act.mjs'
import { parkRecharge } from './fill.mjs'
import { share, story } from './visit.mjs'

share()

const queue = '需要处理'

story(
  'An admin credits a recharge that needs attention with what the gateway confirms',
  async ({ stack, enter }) => {
    const id = await parkRecharge(stack, 'paid-less', 200, 150)
    const { page, go } = await enter('admin1')
    await go('/console/recharges')
    const row = rows(page, queue).filter({ hasText: '150.00' })
    await press(row, '入账')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('目前是 150.00').waitFor()
    await press(dialog, '入账')
    await dialog.getByText('请填写原因').waitFor()
    await fill(dialog, { reason: '已与网关核对' })
    await dialog.getByRole('button', { name: '入账', exact: true }).dblclick()
    await toast(page, '已入账 150.00').waitFor()
    await row.waitFor({ state: 'detached' })
    equal((await stack.asUser('paid-less', '/api/wallet')).balance, '150.00')
    equal((await stack.asAdmin(`/admin/audit-logs?module=recharge&targetId=${id}`)).total, 1)
  },
)

story(
  'Of two admins who decide about one recharge the second sees what the first has done',
  async ({ stack, enter }) => {
    await parkRecharge(stack, 'paid-other', 300, 250)
    const first = await enter('admin1')
    const second = await enter('admin2')
    for (const { page, go } of [first, second]) {
      await go('/console/recharges')
      await press(rows(page, queue).filter({ hasText: '250.00' }), '不入账并关闭')
      await fill(page.getByRole('dialog'), { reason: '已退回付款人' })
    }
    await press(first.page.getByRole('dialog'), '不入账并关闭')
    await toast(first.page, '已关闭，没有入账').waitFor()
    second.expect(409, /^\/admin\/recharges\/.*\/resolve$/)
    const dialog = second.page.getByRole('dialog')
    await press(dialog, '不入账并关闭')
    await dialog.getByText('情况已有变化').waitFor()
    await dialog.getByText('管理员 ·').first().waitFor()
    equal(await dialog.getByRole('button', { name: '不入账并关闭' }).count(), 0)
    equal((await stack.asUser('paid-other', '/api/wallet')).balance, '0.00')
  },
)

story(
  'A wallet is found by its user, by a phone number, and not at all where there is none',
  async ({ stack, enter }) => {
    await stack.asUser('u2', '/api/wallet')
    const { page, go } = await enter('admin1')
    for (const keyword of ['u2', '13987654321']) {
      await go('/console/wallets')
      await page.getByRole('searchbox').fill(keyword)
      await page.getByRole('searchbox').press('Enter')
      await page.getByRole('heading', { name: '李四' }).waitFor()
      match(page.url(), /\/console\/wallets\/u2$/)
    }
    await page.getByRole('searchbox').fill('nobody')
    await page.getByRole('searchbox').press('Enter')
    await page.getByText('没有找到钱包').waitFor()
  },
)

story(
  'An admin adjusts a balance once, sees before what it will be, and cannot take more than there is',
  async ({ stack, enter }) => {
    await stack.asUser('adjusted', '/api/wallet')
    const { page, go } = await enter('admin1')
    await go('/console/wallets/adjusted')
    await press(page, '调整余额')
    const dialog = page.getByRole('dialog')
    await fill(dialog, { amount: '-1' })
    await dialog.getByText('超过了可用余额 0.00').waitFor()
    await fill(dialog, { amount: '1234.5', reason: '活动赠送' })
    await dialog.getByText('1,234.50').first().waitFor()
    await dialog.getByRole('button', { name: '增加 1,234.50', exact: true }).dblclick()
    await toast(page, '余额现在是 1,234.50').waitFor()
    await rows(page, '流水').getByText('+1,234.50').waitFor()
    equal(await rows(page, '流水').count(), 1)
    equal((await stack.asUser('adjusted', '/api/wallet')).balance, '1234.50')
  },
)

story('A wallet is frozen, which its user is told, and reopened', async ({ stack, enter }) => {
  await stack.asUser('u3', '/api/wallet')
  const admin = await enter('admin1')
  const dialog = admin.page.getByRole('dialog')
  await admin.go('/console/wallets/u3')
  await press(admin.page, '冻结')
  await fill(dialog, { reason: '可疑登录' })
  await press(dialog, '冻结')
  await toast(admin.page, '钱包已冻结').waitFor()
  const user = await enter('u3')
  await user.page.getByText('钱包已冻结，暂时不能取款').waitFor()
  await press(admin.page, '恢复')
  await fill(dialog, { reason: '已核实' })
  await press(dialog, '恢复')
  await admin.page.getByText('钱包已恢复').waitFor()
  await user.page.reload()
  await settled(user.page)
  equal(await user.page.getByText('钱包已冻结').count(), 0)
  equal((await stack.asUser('u3', '/api/wallet')).status, 'active')
})

story(
  'The audit log is found by module, act, admin and day, and a record tells its details in words',
  async ({ stack, enter }) => {
    await stack.asUser('audited', '/api/wallet')
    await stack.asAdmin('/api/admin/wallet/adjust', { userId: 'audited', amount: 88, reason: '补发红包' })
    const { page, go } = await enter('admin1')
    await go('/console/audit')
    await choose(page.getByRole('combobox').nth(0), '钱包')
    await choose(page.getByRole('combobox').nth(1), '调整余额')
    await page.getByLabel('管理员 ID').fill('admin1')
    await page.getByLabel('对象编号').fill('audited')
    await press(page, '查询')
    await page.waitForURL((url) => url.searchParams.get('targetId') === 'audited')
    await rows(page).nth(1).waitFor({ state: 'detached' })
    await rows(page).waitFor()
    const asked = new URL(page.url()).searchParams
    deepEqual(
      [asked.get('module'), asked.get('action'), asked.get('adminId')],
      ['wallet', 'adjust', 'admin1'],
    )
    await press(rows(page), '查看')
    const record = page.getByRole('dialog')
    for (const text of ['调整余额', '88.00', '补发红包', '127.0.0.1'])
      await record.getByText(text).first().waitFor()
    await go('/console/audit?startAt=2020-01-01&endAt=2020-01-31')
    await page.getByText('没有符合条件的记录').waitFor()
    await go('/console/audit')
    await page.getByLabel('管理员 ID').fill('typed')
    await press(page, '重置')
    equal(await page.getByLabel('管理员 ID').inputValue(), '')
  },
)
