import type { Status } from './filter'
import { statusWords } from './listWords'

const illegal =
  /^状态转换非法: (pending|approved|processing|completed|rejected|failed) → (\w+)(（通道打款处理中，以网关结果为准）)?$/

/** What the API says of a step that a status does not allow, with the statuses in words; null of anything else. */
export function stepSaid(said: string, language: 'zh' | 'en'): string | null {
  const [, from, to, atGateway] = illegal.exec(said) ?? []
  if (from === undefined) return null
  const now = statusWords[language][from as Status]
  if (language === 'zh') {
    const words = from === to ? `这笔提现已经是“${now}”` : `这笔提现现在是“${now}”，不能这样做`
    return atGateway === undefined ? words : `${words}：通道打款处理中，以网关结果为准`
  }
  if (atGateway !== undefined) return 'It is at the gateway, whose word decides'
  return from === to ? `It is already “${now}”` : `It is “${now}” now, which does not allow this`
}

/** What the API says to admins about withdrawals, in English. */
export const saidOfWithdrawals: readonly (readonly [RegExp, string])[] = [
  [/^确认文本不匹配，请输入 CONFIRM$/, 'That is not the word: please type CONFIRM'],
  [/^驳回必须填写原因$/, 'A rejection needs its reason'],
  [/^更正必须填写原因$/, 'A correction needs its reason'],
  [/^transactionNo 与现有的相同$/, 'It has this transaction number already'],
  [/^transactionNo 不能为空$/, 'The transaction number is needed'],
  [
    /^只有人工打款完成的提现才能更正交易号$/,
    'Only a payout by hand that is completed has a transaction number to correct',
  ],
  [/^交易号 (\S+) → (\S+): (.+)$/, 'Transaction number: $1 → $2: $3'],
  [/^标记失败必须填写原因$/, 'The reason is needed'],
  [/^到账金额必须大于0$/, 'Nothing would be left to pay out'],
  [/^收款账号不能为空$/, 'The account is missing'],
  [/^订单缺少订单号或通道类型$/, 'The order has no number or no channel'],
  [
    /^提现方式 (.+) 没有可用的代付通道，也未配置为人工打款，不能按人工打款完成$/,
    'No channel pays $1, and it is not paid by hand: it cannot be completed so',
  ],
  [/^提现方式 (.+) 由通道打款，不能按人工打款完成$/, '$1 is paid by its channel: it cannot be completed so'],
  [/^该提现方式没有可用的代付通道$/, 'The gateway has no channel for this method: pay it by hand'],
  [
    /^transactionNo 最多 (\d+) 个可见 ASCII 字符，不含空格$/,
    'The transaction number is at most $1 letters, digits and signs, without spaces',
  ],
  [/^人工打款$/, 'Paid by hand'],
  [/^通道打款: (.+)$/, 'Sent through the gateway: $1'],
  [/^使用同一订单号重发: (.+)$/, 'Sent again under the same number: $1'],
  [
    /^交易号已存在，请勿重复打款$/,
    'Another withdrawal has this transaction number: make sure that it is not paid twice',
  ],
  [/^按策略自动审核通过$/, 'Approved by policy'],
  [/^网关多次查无此订单，等待人工处理$/, 'The gateway repeatedly has no such order'],
  [/^网关又有此订单$/, 'The gateway has the order again'],
  [
    /^网关称已支付，但提现已终止，钱包已冻结，等待人工处理$/,
    'The gateway says that it was paid, but it had ended unpaid; the wallet is frozen',
  ],
  [
    /^网关称未支付，但提现已完成，等待人工处理$/,
    'The gateway says that it was not paid, but it is completed',
  ],
  [
    /^网关又有此订单，但提现已终止，钱包已冻结，等待人工处理$/,
    'The gateway has the order again, but it had ended unpaid; the wallet is frozen',
  ],
  [/^通道 (.+) 不再自动打款$/, 'The channel $1 is not paid by the machine any more'],
  [/^网关一直未确认此订单，请人工核实$/, 'The gateway has not confirmed the order'],
  [/^未能提交到网关$/, 'It could not be sent to the gateway'],
  [/^未能提交到网关，仍等待人工处理$/, 'It could not be sent to the gateway, and waits for an admin'],
  [
    /^网关未确认该订单，发送 (\d+) 小时后才能标记失败$/,
    'The gateway has not confirmed the order: it can be marked as failed $1 hours after it was sent',
  ],
  [
    /^网关未确认该订单，标记失败须输入 CONFIRM 确认$/,
    'The gateway has not confirmed the order: type CONFIRM to mark it as failed',
  ],
  [/^打款请求仍在进行中，请稍后再试$/, 'It is just being sent to the gateway: try again in a moment'],
  [
    /^该网关未配置为拒绝重复订单号，不能重发$/,
    'This gateway is not known to refuse a repeated number, so it cannot be sent again',
  ],
  [/^重发次数已达上限$/, 'It has been sent as often as is allowed'],
  [
    /^无法从网关确认订单状态，不能重发$/,
    'The gateway does not say how the order stands, so it cannot be sent again now',
  ],
  [/^网关已有此订单，状态已更新，不能重发$/, 'The gateway has the order after all; its state is updated'],
  [
    /^网关查无此订单，但仍在确认期内，请稍后再试$/,
    'The gateway has no such order, but may yet: try again later',
  ],
  [/^网关已有此订单，不能再次发送$/, 'The gateway has the order: it cannot be sent again'],
  [/^网关已有此订单，状态已更新$/, 'The gateway has the order already; its state is updated'],
  [/^网关已有此订单，未再次发送$/, 'The gateway had the order already: it was not sent again'],
  [/^无法从网关确认订单状态$/, 'The gateway does not say how the order stands'],
  [
    /^无法从网关确认此订单从未发送，未打款，请稍后再试$/,
    'The gateway does not say that it has no such order, so nothing was done: try again later',
  ],
  [/^网关显示该订单已支付，不能标记失败$/, 'The gateway says that it is paid'],
  [/^网关显示该订单处理中，不能标记失败$/, 'The gateway says that it is being paid'],
  [
    /^无法从网关确认订单状态，不能标记失败$/,
    'The gateway does not say how the order stands, so it cannot be marked as failed now',
  ],
  [
    /^符合条件的记录有 (\d+) 条，一次最多导出 (\d+) 条，请缩小筛选范围$/,
    '$1 match, and $2 can be exported at once: narrow the filters',
  ],
  [
    /^符合条件的记录过多（(\d+) 条或更多），无法在 (\d+) 秒内导出，请缩小筛选范围$/,
    '$1 or more match, which takes longer than $2 seconds: narrow the filters',
  ],
]
