import { equal } from 'node:assert/strict'

import { fill, press, settled, walk } from './act.mjs'
import { share, story } from './visit.mjs'

/** One of the policy's accounts. @param {string} id @param {string} number @param {string} bank */
const account = (id, number, bank) => ({ id, holder: '甲公司', number, bank, currency: 'CNY', kind: 'bank' })

share({
  besides: {
    accounts: [
      account('cmb', '6225880112345678', '招商银行'),
      account('icbc', '6222020112341234', '工商银行'),
    ],
  },
})

const records = '/admin/escorts/withdraw-records/'

story('Who pays by hand chooses the account, and the next time it is offered', async ({ stack, enter }) => {
  const ids = []
  for (const user of ['account-1', 'account-2']) {
    await stack.asUser(user, '/api/wallet')
    await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 1000, reason: '活动赠送' })
    const asked = { method: 'wechat', account: '13800001111', amount: '300.00' }
    const id = String((await stack.asUser(user, '/api/wallet/withdraw', asked)).id)
    await stack.asAdmin(`${records}${id}/review`, { action: 'approve' })
    ids.push(id)
  }
  const { page } = await enter('admin1')
  for (const [nth, id] of ids.entries()) {
    await walk(page, `/console?id=${id}`)
    const drawer = page.getByRole('dialog').filter({ hasText: '进度' })
    await drawer.getByText(id, { exact: true }).waitFor()
    await settled(page)
    await press(drawer, '打款')
    const pay = page.getByRole('dialog', { name: '打款', exact: true })
    await pay
      .getByText(nth === 0 ? /^cmb · 招商银行/ : /^icbc · 工商银行/)
      .first()
      .waitFor()
    if (nth === 0) {
      await pay.getByRole('combobox').click()
      await page.getByTitle(/^icbc/).last().click()
    }
    await fill(pay, { transactionNo: `TX-${id}`, confirm: 'CONFIRM' })
    await press(pay, '记录已付 300.00')
    await drawer.getByText('icbc', { exact: true }).waitFor()
    equal((await stack.asAdmin(records + id)).paidFrom, 'icbc')
  }
})
