import { usePreferences } from '../app/preferences'
import { messages } from '../i18n/messages'
import type { Failure } from './failure'

export const failureWords = messages(
  {
    offline: '连接不上服务器，请检查网络后重试。',
    expired: '登录已过期，请重新登录。',
    forbidden: '没有权限进行此操作。',
    'not-found': '没有找到这条记录。',
    conflict: '这条记录刚刚发生了变化，请刷新后再试。',
    invalid: '填写的内容有误，请检查后重试。',
    busy: '系统繁忙，请稍后重试。',
    slowed: '系统繁忙，请稍后重试。',
    duplicate: '刚刚提交过相同的内容，这一次没有执行。请先核对记录。',
    arrived: '上一次提交其实已经收到，这一次没有执行。请先核对记录，再决定是否还要提交。',
    fault: '系统出错了，请稍后重试；如果一直这样，请联系客服。',
    request: (id: string) => `请求编号: ${id}`,
  },
  {
    offline: 'The server cannot be reached. Check your connection and try again.',
    expired: 'Your session has expired. Please sign in again.',
    forbidden: 'You are not allowed to do this.',
    'not-found': 'There is no such record.',
    conflict: 'This record has just changed. Reload it and try again.',
    invalid: 'Something that was entered is not right. Please check it and try again.',
    busy: 'The system is busy. Please try again in a moment.',
    slowed: 'The system is busy. Please try again in a moment.',
    duplicate: 'The same was sent a moment ago, and this was not done. Check the records first.',
    arrived:
      'What you sent before has arrived after all, and this was not done. Check the records before you send it once more.',
    fault: 'Something went wrong. Please try again; if it keeps happening, contact support.',
    request: (id: string) => `Request: ${id}`,
  },
)

/** What the API says in Chinese that people meet often, in English. The rest is shown as it is said. */
const english: [RegExp, string][] = [
  [
    /^支付页面暂不可用，请稍后查看或联系客服$/,
    'The payment page is not available at the moment: look again later, or contact support',
  ],
  [/^余额不足$/, 'Insufficient balance'],
  [/^余额不足请先充值$/, 'Insufficient balance, please recharge first'],
  [/^提现申请，冻结金额$/, 'Withdrawal requested, amount frozen'],
  [/^提现审核拒绝，解冻金额$/, 'Withdrawal rejected, amount unfrozen'],
  [/^提现审核拒绝，退回余额$/, 'Withdrawal rejected, amount given back'],
  [/^提现取消，解冻金额$/, 'Withdrawal cancelled, amount unfrozen'],
  [/^提现失败，解冻金额$/, 'Withdrawal failed, amount unfrozen'],
  [/^提现成功$/, 'Withdrawal paid out'],
  [/^充值成功$/, 'Recharged'],
  [/^钱包已冻结或关闭$/, 'The wallet is frozen or closed'],
  [/^疑似重复提交$/, 'This looks like a duplicate'],
  [/^提交成功$/, 'Submitted'],
  [/^已提交，结果确认中$/, 'Submitted; the result is being confirmed'],
  [/^提现申请成功，等待审核$/, 'Requested; waiting for review'],
  [
    /^支付网关暂时不可用，请稍后重试$/,
    'The payment gateway is not available at the moment, please try again later',
  ],
  [/^系统繁忙，请稍后重试$/, 'The system is busy, please try again later'],
  [/^金额格式不正确，最多两位小数$/, 'The amount is not right: at most two decimals'],
  [/^充值金额不能低于 (.+) 元$/, 'The amount is at least $1'],
  [/^充值金额不能超过 (.+) 元$/, 'The amount is at most $1'],
  [/^充值金额必须是 (.+) 元的整数倍$/, 'The amount must be a multiple of $1'],
  [/^到账金额必须是 (.+) 元的整数倍$/, 'The amount paid out must be a multiple of $1'],
  [/^到账金额不能低于 (.+) 元$/, 'The amount paid out is at least $1'],
  [/^到账金额不能超过 (.+) 元$/, 'The amount paid out is at most $1'],
  [/^单笔提现金额不能超过.*$/, 'More than may be withdrawn at once'],
  [/^提现金额不能低于(.+)元$/, 'The amount is at least $1'],
  [
    /^未完成的提现过多，请等待处理后再试（等待审核 (\d+) 笔，等待打款 (\d+) 笔，等待网关结果 (\d+) 笔）$/,
    'Too many withdrawals are under way; please wait until some have ended ($1 wait for a review, $2 for their payout, $3 for the gateway)',
  ],
  [
    /^未完成的提现过多，请等待处理后再试$/,
    'Too many withdrawals are under way; please wait until some have ended',
  ],
  [/^超过每日提现限额.*$/, 'More than may still be withdrawn today'],
  [/^提现金额必须大于手续费$/, 'The amount must be more than the fee'],
  [/^(提现|充值)金额必须大于0$/, 'The amount must be more than 0'],
  [
    /^(?:提现方式无效|type 无效，应为 .*|channelCode 无效，请从可用通道中选择)$/,
    'This is not offered any more; please choose another',
  ],
  [
    /^未完成的充值过多，请等待处理后再试（等待付款或网关结果 (\d+) 笔）$/,
    'Too many recharges are under way; please wait until some have ended ($1 wait to be paid, or for the gateway)',
  ],
  [/^操作过于频繁，请 (\d+) 秒后再试$/, 'Too many attempts: try again in $1 seconds'],
  [/^充值后余额超出上限$/, 'The balance would exceed its limit'],
  [/^钱包已关闭$/, 'The wallet is closed'],
  [/^打款渠道拒绝$/, 'Refused by the payment channel'],
  [/^网关拒绝: (.*)$/, 'Refused by the gateway: $1'],
  [/^网关订单已被商户取消$/, 'The merchant cancelled the order at the gateway'],
  [/^网关订单已被管理员驳回$/, 'Refused by the gateway’s admin'],
  [/^提现已取消$/, 'Cancelled'],
  [
    /^Idempotency-Key 已用于另一个请求$/,
    'Something else was sent under the same key; reload the page and try again',
  ],
  [/^(\S+) 最多 (\d+) 个字符$/, '“$1” is at most $2 characters'],
  [
    /^(\S+) (?:含有控制字符|含有损坏的字符|含有看不见的字符|不是有效的 UTF-8 文本)$/,
    '“$1” has characters that are not possible',
  ],
  [/^(\S+) 的数字和字母应为半角字符 0-9、A-Z$/, '“$1”: please type the digits as 0 to 9'],
  [/^用户 ID 应为 Unicode NFC 形式，且不含看不见的字符$/, 'The user ID has characters that are not possible'],
  [/^(\S+) 不能包含 & 或 =$/, '& and = are not possible in “$1”'],
  [/^(\S+) 应为日期 YYYY-MM-DD$/, '“$1” is not a date'],
  [/^(?:时间范围|startAt 到 endAt )最多 (\d+) 天$/, 'At most $1 days at once'],
  [/^(startAt|minAmount) 不能(?:晚于|大于) (endAt|maxAmount)$/, '“$1” is beyond “$2”'],
  [
    /^超过 (\d+) 个用户使用该手机号，请改用用户 ID 查询$/,
    'More than $1 users have this phone number: search by the user’s ID',
  ],
]

/** The API's words in the reader's language, as far as it is known. */
export function translate(said: string, language: 'zh' | 'en'): string {
  if (language === 'zh') return said
  for (const [chinese, words] of english) if (chinese.test(said)) return said.replace(chinese, words)
  return said
}

/** {@link translate} into the language that is chosen. */
export function useTranslation(): (said: string) => string {
  const { language } = usePreferences()
  return (said) => translate(said, language)
}

/** What to tell people about a failure: the API's own reason where it gave one, else what to do. */
export function explain({ kind, message }: Failure, language: 'zh' | 'en'): string {
  const words = failureWords[language]
  switch (kind) {
    case 'invalid':
    case 'conflict':
      return message === '' ? words[kind] : translate(message, language)
    case 'busy':
    case 'slowed':
      // What stands before the API says it in English, and of itself.
      return /\p{Script=Han}/u.test(message) ? translate(message, language) : words[kind]
    case 'fault': {
      const [, id] = /请求编号: (\S+)$/.exec(message) ?? []
      return id === undefined ? words.fault : `${words.fault} ${words.request(id)}`
    }
    default:
      return words[kind]
  }
}
