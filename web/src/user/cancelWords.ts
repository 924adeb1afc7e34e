import { messages } from '../i18n/messages'

export const cancelWords = messages(
  {
    cancel: '取消',
    question: (amount: string) => `取消这笔 ${amount} 的提现？`,
    backAtOnce: '金额会立即恢复可用。',
    act: '取消提现',
    keep: '保留',
    cancelled: '已取消',
  },
  {
    cancel: 'Cancel',
    question: (amount: string) => `Cancel the withdrawal of ${amount}?`,
    backAtOnce: 'The money is available again at once.',
    act: 'Cancel the withdrawal',
    keep: 'Keep it',
    cancelled: 'Cancelled',
  },
)
