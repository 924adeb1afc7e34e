import { failureOf } from '../../api/failure'
import { explain, translate } from '../../api/words'
import { usePreferences } from '../../app/preferences'
import { settlementSaid } from './settlementSaid'
import { saidOfWithdrawals, stepSaid } from '../withdrawals/said'

type Language = 'zh' | 'en'

/** What the API says in Chinese to admins alone, in English. Users' pages do not load it. */
const english: readonly (readonly [RegExp, string])[] = [
  ...saidOfWithdrawals,
  [/^已收到转账，但金额不匹配，等待人工处理$/, 'Money came, but not the amount that was asked for'],
  [/^充值已到账，但钱包已关闭，等待人工处理$/, 'Money came, but the wallet is closed'],
  [/^充值已到账，但余额将超出上限，等待人工处理$/, 'Money came, but the balance would exceed its limit'],
  [
    /^只有通道打款中或已终止的通道提现可以向网关查询$/,
    'The gateway can be asked about what it was to pay, until it has paid',
  ],
  [/^刚刚已向网关查询，请稍后再试$/, 'The gateway was asked a moment ago: try again in a few seconds'],
  [/^该充值已入账，不再向网关查询$/, 'It is credited: the gateway is not asked any more'],
  [
    /^该充值已由调整结算 (.+)，不能再入账；差额请用调整结算$/,
    'An adjustment of $1 has settled it, so it cannot be credited; settle the rest by an adjustment',
  ],
  [/^该提现没有待结算的金额$/, 'Nothing is due of this withdrawal'],
  [
    /^该充值仍在等待网关，不能用调整结算$/,
    'It still waits for the gateway, and cannot be settled by an adjustment',
  ],
  [/^该充值已入账，没有待结算的金额$/, 'It is credited, and nothing is due of it'],
  [
    /^amount 应在 (.+) 到 (.+) 之间：正数入账，负数扣除$/,
    'The amount is from $1 to $2: positive adds, negative takes',
  ],
  [
    /^钱包有未结算的订单，请先用调整结算: (.+)$/,
    'The wallet has orders to settle by an adjustment first: $1',
  ],
  [/^人工关闭: (.+)$/, 'Closed by an admin: $1'],
  [/^充值成功，到账 (.+)，申请 (.+)$/, 'Recharged: $1 came, $2 were asked for'],
  [/^网关驳回$/, 'Refused by the gateway'],
  [/^网关已受理$/, 'Taken by the gateway'],
  [/^网关状态 (\d)$/, 'The gateway’s state is $1'],
  [/^网关多次查无此订单$/, 'The gateway repeatedly has no such order'],
  [/^超时未支付$/, 'Not paid in time'],
  [/^回调: 状态 (\d)，等待网关确认$/, 'Callback with state $1; waiting for the gateway to confirm it'],
  [
    /^网关未确认该充值已收到转账，不能入账$/,
    'The gateway does not confirm that the money came, so nothing was credited',
  ],
  [/^该充值不需要人工处理$/, 'This recharge no longer needs a decision'],
  [/^充值状态转换非法: .*$/, 'The recharge’s state no longer allows this'],
  [/^充值记录不存在$/, 'There is no such recharge'],
  [/^调整后余额超出上限$/, 'The balance would exceed its limit'],
  [/^钱包不存在$/, 'There is no such wallet'],
  [/^提现记录状态不正确$/, 'The withdrawal’s state does not allow this'],
  [/^提现记录不存在$/, 'There is no such withdrawal'],
  [
    /^只有余额为零且没有未完成提现和充值的钱包才能关闭$/,
    'Only a wallet with a balance of zero, and without open withdrawals and recharges, can be closed',
  ],
  [/^余额调整成功$/, 'The balance is adjusted'],
  [/^调整金额不能为0$/, 'The amount cannot be 0'],
  [/^(?:调整)?原因不能为空$/, 'The reason is needed'],
  [/^记录不存在$/, 'There is no such record'],
]

/** What the API says to admins, in a language, as far as it is known. */
export function translateSaid(said: string, language: Language): string {
  const step = stepSaid(said, language)
  if (step !== null) return step
  if (language === 'zh') return said
  const [, channel, why] = /^通道 (.+) 不能支付: (.+)$/.exec(said) ?? []
  const settlement = settlementSaid(said)
  if (settlement !== null) return settlement
  if (why !== undefined) return `The channel ${channel} cannot pay it: ${translateSaid(why, language)}`
  const [, held] = /^自动打款未成功: (.+)$/.exec(said) ?? []
  if (held !== undefined) return `It could not be paid by the machine: ${translateSaid(held, language)}`
  for (const [chinese, words] of english) if (chinese.test(said)) return said.replace(chinese, words)
  return translate(said, language)
}

/** {@link translateSaid} into the language that is chosen. */
export function useSaid(): (said: string) => string {
  const { language } = usePreferences()
  return (said) => translateSaid(said, language)
}

/** Why something did not work, in the language that is chosen. */
export function useExplained(): (error: unknown) => string {
  const { language } = usePreferences()
  return (error) => {
    const failure = failureOf(error)
    const said =
      failure.kind === 'not-found' && failure.message !== '' ? failure.message : explain(failure, language)
    return translateSaid(said, language)
  }
}
