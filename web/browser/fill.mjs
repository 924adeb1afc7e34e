// A stack with something of everything that the pages show.
import { eventually } from './stack.mjs'

const account = '0387222126'

/** @param {import('./stack.mjs').Stack} stack @returns {Promise<{ openRecharge: string, doneRecharge: string, waiting: string, paid: string, failed: string }>} */
export async function fillStack(stack) {
  /** @param {string} path @param {object} [body] */
  const asUser = (path, body) => stack.asUser('u2', path, body)
  /** @param {number} amount @param {number} [state] @param {object} [more] */
  const recharge = async (amount, state, more) => {
    const { id } = await asUser('/api/recharge', { amount, channelCode: channel.code })
    if (state !== undefined) {
      await stack.sandbox('POST', `/sandbox/orders/${id}`, { state, callback: state !== 4, ...more })
      await eventually(
        'the recharge has ended',
        async () => (await asUser('/api/recharge/check', { id })).state > 1,
      )
    }
    return String(id)
  }
  /** @param {number} amount @param {string} targetOwner @param {number} [state] */
  const withdraw = async (amount, targetOwner, state) => {
    const { id } = await asUser('/api/withdrawal', {
      type: 'MVola',
      targetOwner,
      targetAccount: account,
      amount,
    })
    if (state !== undefined) {
      await stack.sandbox('POST', `/sandbox/orders/${id}`, { state, callback: true })
      await eventually(
        'the withdrawal has ended',
        async () => (await asUser(`/api/withdrawal/${id}`)).state !== 0,
      )
    }
    return String(id)
  }
  await asUser('/api/wallet')
  const [channel] = await asUser('/api/recharge/channels')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: 'u2', amount: 12000, reason: '活动赠送' })
  const doneRecharge = await recharge(3000, 2)
  await recharge(1000, 3)
  await recharge(5000, 2, { received: 4500 })
  const openRecharge = await recharge(800)
  const paid = await withdraw(500, 'Jhon', 1)
  const failed = await withdraw(320, 'Rakotomalala Andriamanantena', 2)
  for (let n = 1; n <= 9; n++) await withdraw(100 * n, 'Jhon', 1)
  const waiting = await withdraw(1250, '')
  for (const wish of [
    { method: 'wechat', account: '13800001111', amount: '88.80' },
    { method: 'alipay', account: 'lisi@example.com', accountName: '李四', amount: '1200.00' },
    {
      method: 'bank',
      account: '6222021234567890123',
      accountName: '李四',
      bankName: '中国工商银行北京市海淀区中关村支行',
      amount: '3000.00',
    },
  ])
    await asUser('/api/wallet/withdraw', wish)
  const [toReject] = (await asUser('/api/wallet/withdrawals')).withdrawals
  await stack.asAdmin(`/admin/escorts/withdraw-records/${toReject.id}/review`, {
    action: 'reject',
    rejectReason: '收款人姓名与实名信息不符，请核对后重新提交',
  })
  return { openRecharge, doneRecharge, waiting, paid, failed }
}
