import { messages } from '../i18n/messages'

export const pauseWords = messages(
  {
    payouts: (when: string) => `提现打款暂停至 ${when}。您可以照常申请，恢复后会打款。`,
    byMethod: (method: string, when: string) =>
      `${method}提现打款暂停至 ${when}。您可以照常申请，恢复后会打款。`,
    recharges: (when: string) => `充值暂停至 ${when}。已经支付的充值会照常入账。`,
  },
  {
    payouts: (when: string) => `Payouts are paused until ${when}. You can still ask: it is paid after that.`,
    byMethod: (method: string, when: string) =>
      `Payouts by ${method} are paused until ${when}. You can still ask: it is paid after that.`,
    recharges: (when: string) => `New recharges are paused until ${when}. What you have paid is credited.`,
  },
)
