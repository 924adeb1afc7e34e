import { messages } from '../i18n/messages'

export const formWords = messages(
  {
    amountNeeded: '请填写金额',
    amountWrong: '请填写金额，最多两位小数',
    amountPositive: '金额必须大于 0',
    atLeast: (amount: string) => `金额不能低于 ${amount}`,
    atMost: (amount: string) => `金额不能超过 ${amount}`,
    tooLong: (n: number) => `最多 ${n} 个字`,
    lost: '上一次提交可能已经收到',
    lostHint: '没有收到它的结果。请先查看记录；相同的内容再提交一次不会重复执行。',
    records: '查看记录',
    duplicate: '疑似重复提交，这一次没有执行',
    duplicateOf: (at: string, id: string) => `${at} 已提交过相同的内容（${id}）。确实要再提交一笔吗？`,
    again: '再提交一笔',
    notAgain: '不再提交',
    notThese: '不能包含 & 或 =',
    optional: '选填',
  },
  {
    amountNeeded: 'Please enter an amount',
    amountWrong: 'An amount with at most two decimals, please',
    amountPositive: 'The amount must be more than 0',
    atLeast: (amount: string) => `The amount is at least ${amount}`,
    atMost: (amount: string) => `The amount is at most ${amount}`,
    tooLong: (n: number) => `At most ${n} characters`,
    lost: 'What you sent last may have arrived',
    lostHint:
      'Its outcome never came. Check the records first; sending the same once more does nothing twice.',
    records: 'See the records',
    duplicate: 'This looks like a duplicate, and was not done',
    duplicateOf: (at: string, id: string) => `The same was sent at ${at} (${id}). Do you mean it once more?`,
    again: 'Send one more',
    notAgain: 'Do not send it',
    notThese: '& and = are not possible here',
    optional: 'optional',
  },
)
