import { messages } from '../i18n/messages'

export const pauseWords = messages(
  {
    payouts: (when: string) => `提现打款暂停至 ${when}。您可以照常申请，恢复后会打款。`,
    byMethod: (method: string, when: string) =>
      `${method}提现打款暂停至 ${when}。您可以照常申请，恢复后会打款。`,
    recharges: (when: string) => `充值暂停至 ${when}。已经支付的充值会照常入账。`,
    silentPayout: (name: string) => `${name} 通道暂时没有响应。您可以照常申请提现，恢复后会打款。`,
    silentRecharge: (name: string) => `充值通道 ${name} 暂时没有响应，请稍后再试。已经支付的充值会照常入账。`,
  },
  {
    payouts: (when: string) => `Payouts are paused until ${when}. You can still ask: it is paid after that.`,
    byMethod: (method: string, when: string) =>
      `Payouts by ${method} are paused until ${when}. You can still ask: it is paid after that.`,
    recharges: (when: string) => `New recharges are paused until ${when}. What you have paid is credited.`,
    silentPayout: (name: string) =>
      `${name} does not answer at the moment. You can still ask: it is paid once it does.`,
    silentRecharge: (name: string) =>
      `Recharges by ${name} are not possible at the moment: try again later. What you have paid is credited.`,
  },
)
