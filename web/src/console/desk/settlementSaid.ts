/** The parts of what is said of an order whose end the gateway contradicts, in English. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/网关又有此订单，仍可能支付/, 'The gateway has the order again, and may yet pay it'],
  [/网关称已支付/, 'The gateway says that it was paid'],
  [/网关称未支付/, 'The gateway says that it was not paid'],
  [/，但提现已完成/, ', but the withdrawal is completed'],
  [/，但提现已人工打款/, ', but the withdrawal was paid by hand'],
  [/，但提现已终止/, ', but the withdrawal had ended'],
  [/网关状态变为 (\d)/, 'The gateway’s state is now $1'],
  [/，但充值已入账/, ', but it was credited'],
  [/，但充值已由调整结算/, ', but it was settled by an adjustment'],
  [/网关称已到账，但充值已被人工关闭/, 'The gateway says the money came, but an admin had closed it'],
  [/网关确认的金额 (\S+) 与已入账的 (\S+) 不同/, 'The gateway now confirms $1, but $2 were credited'],
  [/充值已到账，但已由人工调整结算 (\S+?)(?=，|$)/, 'Money came, but an adjustment of $1 has settled it'],
  [/，钱包已冻结/, '; the wallet is frozen'],
  [/，等待人工处理/, ''],
  [/；?已结算 (\S+)，待结算 (\S+)/, '. Settled $1, due $2'],
]

const han = /\p{Script=Han}/u

/** What is said of a contradiction, and what a settlement says behind its reason, in English; null for all else. */
export function settlementSaid(said: string): string | null {
  const [, reason, amount, left] = /^(.*)（结算 (\S+)，尚余 (\S+)）$/.exec(said) ?? []
  if (reason !== undefined && amount !== undefined && left !== undefined) {
    return `${reason} (settled ${amount}, ${left} left)`
  }
  const english = parts.reduce((text, [chinese, words]) => text.replace(chinese, words), said)
  return english === said || han.test(english) ? null : english
}
