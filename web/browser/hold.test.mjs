// A withdrawal that waits for a reason which no approval answers: one admin stops it, another lets it go on.
import { deepEqual, equal } from 'node:assert/strict'

import { fill, press, still, toast, walk } from './act.mjs'
import { lookAt } from './look.mjs'
import { eventually } from './stack.mjs'
import { share, story } from './visit.mjs'

share({ besides: { approvals: [{ act: 'payout', above: '1000', need: 2 }] } })

const records = '/admin/escorts/withdraw-records/'
const wide = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })

/** @param {import('./stack.mjs').Stack} stack @param {string} user @param {string} bankName */
async function ask(stack, user, bankName) {
  await stack.asUser(user, '/api/wallet')
  await stack.asOtherAdmin('admin3', '/api/admin/wallet/adjust', {
    userId: user,
    amount: 1000,
    reason: '活动赠送',
  })
  const request = {
    method: 'bank',
    account: '6222021234567890123',
    accountName: '李四',
    bankName,
    amount: '100.00',
  }
  return String((await stack.asUser(user, '/api/wallet/withdraw', request)).id)
}

story(
  'An account of two wallets is seen, one admin puts the withdrawal on hold, and another releases it',
  async ({ stack, enter }) => {
    const id = await ask(stack, 'u1', '中国工商银行')
    await ask(stack, 'u2', '工行')
    await eventually(
      'both are counted',
      async () => (await stack.asAdmin(records + 'stats')).pendingCount === 2,
    )
    const first = await enter('admin1', wide)
    await walk(first.page, `/console?id=${id}`)
    const drawer = first.page.getByRole('dialog', { name: /^提现/ })
    await drawer.getByText('2 个钱包使用此账户').waitFor()
    await press(drawer, '暂缓')
    const stops = first.page.getByRole('dialog', { name: '暂缓这笔提现' })
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'hold'), [])
    await fill(stops, { reason: '多个钱包共用账户' })
    await press(stops, '暂缓')
    await toast(first.page, '已暂缓').waitFor()
    await drawer.getByText('多个钱包共用账户').first().waitFor()
    await drawer.getByRole('button', { name: '通过', exact: true }).waitFor({ state: 'detached' })
    await still(first.page)
    deepEqual(await lookAt(first.page, wide, 'on-hold'), [])
    const { status, hold } = await stack.asAdmin(records + id)
    deepEqual([status, hold.kind, hold.onExpiry], ['pending', 'by_hand', 'escalate'])

    const second = await enter('admin2', narrow)
    await walk(second.page, `/console?id=${id}`)
    const other = second.page.getByRole('dialog', { name: /^Withdrawal/ })
    await other.getByText('On hold', { exact: true }).waitFor()
    await still(second.page)
    deepEqual(await lookAt(second.page, narrow, 'on-hold'), [])
    await press(other, 'Release from hold')
    const releases = second.page.getByRole('dialog', { name: 'Release from hold' })
    await still(second.page)
    deepEqual(await lookAt(second.page, narrow, 'release'), [])
    await fill(releases, { reason: '已电话核实' })
    await press(releases, 'Release')
    await toast(second.page, 'It is released').waitFor()
    await other.getByRole('button', { name: 'Approve', exact: true }).waitFor()
    equal((await stack.asAdmin(records + id)).status, 'pending')
    await drawer.getByRole('button', { name: '通过', exact: true }).waitFor()
  },
)
