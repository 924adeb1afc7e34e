import { equal } from 'node:assert/strict'

import { fill, press, rows, settled, toast } from './act.mjs'
import { parkWithdrawal } from './fill.mjs'
import { share, story } from './visit.mjs'

share({ reconcileSeconds: 1 })

const records = '/admin/escorts/withdraw-records/'

/** A new user's withdrawal. @param {import('./stack.mjs').Stack} stack @param {string} user */
async function ask(stack, user) {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 1000, reason: '活动赠送' })
  const request = { method: 'wechat', account: '13800001111', amount: '300.00' }
  return String((await stack.asUser(user, '/api/wallet/withdraw', request)).id)
}

story(
  'What is typed right after the click that opens a dialog is in its first field, whole',
  async ({ stack, enter }) => {
    const id = await ask(stack, 'typed')
    const other = await ask(stack, 'typed-other')
    await stack.asAdmin(`${records}${id}/review`, { action: 'approve' })
    const { page, go } = await enter('admin1', { motion: true })
    /** @type {[address: string, opener: string, field: string, typed: string][]} */
    const dialogs = [
      [`/console?id=${id}`, '打款', 'transactionNo', 'CMB2026112700001'],
      [`/console?id=${other}`, '拒绝', 'reason', 'account belongs to another'],
      ['/console/wallets/typed', '调整余额', 'amount', '1234.56'],
      ['/console/wallets/typed', '冻结', 'reason', 'suspicious sign-in'],
    ]
    for (const [address, opener, field, typed] of dialogs) {
      await go('/console')
      await go(address)
      const button = page.getByRole('button', { name: opener, exact: true }).last()
      await button.click()
      await page.keyboard.type(typed)
      const dialog = page.getByRole('dialog').filter({ has: page.locator('.ant-modal-title') })
      equal(await dialog.locator(`input[name=${field}]`).inputValue(), typed, opener)
      await dialog.getByRole('button', { name: '取消' }).click()
      await dialog.waitFor({ state: 'hidden' })
      equal(
        await button.evaluate((it) => it === document.activeElement),
        true,
        `${opener} has the focus again`,
      )
    }
    await go(`/console?id=${id}`)
    await press(page, '打款')
    await page.keyboard.type('CMB2026112700001')
    await page.locator('input[name=confirm]').fill('CONFIRM')
    await page.getByRole('button', { name: /^记录已付/ }).click()
    await toast(page, '已记录打款，提现完成').waitFor()
    equal((await stack.asAdmin(records + id)).transactionNo, 'CMB2026112700001')
  },
)

story(
  'An admin corrects a transaction number; the old one is told, and neither is free again',
  async ({ stack, enter }) => {
    const [id, other] = [await ask(stack, 'mistyped'), await ask(stack, 'mistyped-other')]
    /** @param {string} withdrawal @param {string} transactionNo */
    const pay = (withdrawal, transactionNo) =>
      stack.asAdmin(`${records}${withdrawal}/payout`, {
        payoutMethod: 'manual',
        operatorConfirmText: 'CONFIRM',
        transactionNo,
      })
    for (const one of [id, other]) await stack.asAdmin(`${records}${one}/review`, { action: 'approve' })
    await pay(id, '2026112700002')
    await pay(other, 'CMB-OTHER')
    const { page, go, expect } = await enter('admin1', { motion: true })
    await go(`/console?id=${id}`)
    await press(page, '更正交易号')
    await page.keyboard.type('cmb-other')
    const dialog = page.getByRole('dialog', { name: '更正交易号', exact: true })
    await fill(dialog, { reason: '漏了开头' })
    expect(409, /\/transaction-no$/)
    await press(dialog, '更正')
    await dialog.getByText('交易号已存在').waitFor()
    await fill(dialog, { transactionNo: 'CMB2026112700002' })
    await press(dialog, '更正')
    await toast(page, '交易号已更正').waitFor()
    await page.getByText('交易号 2026112700002 → CMB2026112700002: 漏了开头').waitFor()
    equal((await stack.asAdmin(records + id)).transactionNo, 'CMB2026112700002')
  },
)

story('What waits for an admin offers what its wallet allows, and no more', async ({ stack, enter }) => {
  const id = await parkWithdrawal(stack, 'parked-frozen')
  const { page, go } = await enter('admin1')
  await go('/console/attention')
  const row = rows(page).filter({ hasText: id.slice(0, 8) })
  await row.getByRole('button', { name: '重发', exact: true }).waitFor()
  const status = { userId: 'parked-frozen', status: 'frozen', reason: '核实中' }
  await stack.asAdmin('/api/admin/wallet/status', status)
  await page.reload() // what is shown is asked for anew by itself after a while
  await settled(page)
  await row.getByRole('button', { name: '标记失败', exact: true }).waitFor()
  equal(await row.getByRole('button', { name: '重发', exact: true }).count(), 0)
})
