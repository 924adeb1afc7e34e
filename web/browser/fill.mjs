// A stack with something of everything that the pages show.
import { eventually } from './stack.mjs'

const account = '0387222126'
const records = '/admin/escorts/withdraw-records/'

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
  for (const request of [
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
    await asUser('/api/wallet/withdraw', request)
  const [toReject] = (await asUser('/api/wallet/withdrawals')).withdrawals
  await stack.asAdmin(`${records}${toReject.id}/review`, {
    action: 'reject',
    rejectReason: '收款人姓名与实名信息不符，请核对后重新提交',
  })
  return { openRecharge, doneRecharge, waiting, paid, failed }
}

/**
 * A console with withdrawals in every state, of several users, and recharges and withdrawals that need attention.
 * @param {import('./stack.mjs').Stack} stack
 */
export async function fillConsole(stack) {
  /** @param {string} user @param {object} request */
  const ask = async (user, request) => String((await stack.asUser(user, '/api/wallet/withdraw', request)).id)
  /** @param {string} id @param {string} act @param {object} body */
  const act = (id, act, body) => stack.asAdmin(`${records}${id}/${act}`, body)
  for (const user of ['u1', 'u2', 'u3']) {
    await stack.asUser(user, '/api/wallet')
    await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 20000, reason: '活动赠送' })
  }
  const bank = {
    method: 'bank',
    account: '6222021234567890123',
    accountName: '李四',
    bankName: '中国工商银行北京市海淀区中关村支行',
  }
  const pending = await ask('u1', { method: 'wechat', account: '13800001111', amount: '88.80' })
  await ask('u2', { ...bank, amount: '3000.00' })
  await ask('u3', {
    method: 'alipay',
    account: 'wangxiaoming@example.com',
    accountName: '王小明',
    amount: '1200.50',
  })
  const approved = await ask('u2', {
    method: 'MVola',
    account,
    accountName: 'Rakotomalala Andriamanantena',
    amount: '1500.00',
  })
  await act(approved, 'review', { action: 'approve' })
  const processing = await ask('u1', { method: 'MVola', account, accountName: 'Jhon', amount: '640.00' })
  await act(processing, 'review', { action: 'approve' })
  await act(processing, 'payout', { payoutMethod: 'channel', operatorConfirmText: 'CONFIRM' })
  const completed = await ask('u3', { ...bank, amount: '2500.00' })
  await act(completed, 'review', { action: 'approve' })
  await act(completed, 'payout', {
    payoutMethod: 'manual',
    operatorConfirmText: 'CONFIRM',
    transactionNo: '202611210001',
  })
  const rejected = await ask('u3', { method: 'wechat', account: '13900002222', amount: '66.00' })
  await act(rejected, 'review', {
    action: 'reject',
    rejectReason: '收款人姓名与实名信息不符，请核对后重新提交',
  })
  const failed = await ask('u2', { method: 'alipay', account: 'lisi@example.com', amount: '410.00' })
  await act(failed, 'review', { action: 'approve' })
  await act(failed, 'fail', { reason: '支付宝账号已注销' })
  const [parked, contradicted] = await Promise.all([
    parkWithdrawal(stack, 'u8'),
    contradict(stack, 'u9'),
    parkRecharge(stack, 'u1', 2000, 1500),
  ])
  return { pending, approved, processing, completed, rejected, failed, parked, contradicted }
}

/** A recharge of which another amount came than was asked for. @param {import('./stack.mjs').Stack} stack @param {string} user @param {number} amount @param {number} received */
export async function parkRecharge(stack, user, amount, received) {
  await stack.asUser(user, '/api/wallet')
  const [channel] = await stack.asUser(user, '/api/recharge/channels')
  const { id } = await stack.asUser(user, '/api/recharge', { amount, channelCode: channel.code })
  await stack.sandbox('POST', `/sandbox/orders/${id}`, { state: 5, received })
  await eventually(
    'it needs attention',
    async () => (await stack.asUser(user, '/api/recharge/check', { id })).state === 5,
  )
  return String(id)
}

/**
 * A withdrawal whose order the gateway has lost, or never got, so that an admin has to decide. The stack must reconcile.
 * @param {import('./stack.mjs').Stack} stack @param {string} user @param {{ arrived?: boolean }} [how]
 */
export async function parkWithdrawal(stack, user, { arrived = true } = {}) {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 500, reason: '活动赠送' })
  if (!arrived)
    await stack.sandbox('PUT', '/sandbox/faults', { api: 'withdrawal/create', mode: 'drop-before' })
  const { id } = await stack.asUser(user, '/api/withdrawal', {
    type: 'MVola',
    targetAccount: account,
    amount: 300,
  })
  if (arrived) await stack.sandbox('POST', `/sandbox/orders/${id}`, { hidden: true })
  await eventually('it needs attention', async () => (await stack.asAdmin(records + id)).needsAttention)
  return String(id)
}

/**
 * A withdrawal that an admin failed, as the gateway had lost it, and that the gateway then says it has paid.
 * @param {import('./stack.mjs').Stack} stack @param {string} user
 */
export async function contradict(stack, user) {
  const id = await parkWithdrawal(stack, user)
  await stack.asAdmin(`${records}${id}/fail`, { reason: '网关没有这笔订单' })
  await stack.sandbox('POST', `/sandbox/orders/${id}`, { hidden: false, state: 1, callback: true })
  await eventually('it needs attention again', async () => (await stack.asAdmin(records + id)).needsAttention)
  return id
}
