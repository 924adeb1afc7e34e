import { messages } from '../i18n/messages'

export const formWords = messages(
  {
    amountNeeded: '请填写金额',
    amountWrong: '请填写金额，最多两位小数',
    amountPositive: '金额必须大于 0',
    atLeast: (amount: string) => `金额不能低于 ${amount}`,
    atMost: (amount: string) => `金额不能超过 ${amount}`,
    tooLong: (n: number) => `最多 ${n} 个字`,
    notThese: '不能包含 & 或 =',
  },
  {
    amountNeeded: 'Please enter an amount',
    amountWrong: 'An amount with at most two decimals, please',
    amountPositive: 'The amount must be more than 0',
    atLeast: (amount: string) => `The amount is at least ${amount}`,
    atMost: (amount: string) => `The amount is at most ${amount}`,
    tooLong: (n: number) => `At most ${n} characters`,
    notThese: '& and = are not possible here',
  },
)
