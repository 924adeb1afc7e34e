import { messages } from '../../i18n/messages'

export const channelWords = messages(
  {
    silentPayout: (name: string) => `支付网关没有响应：${name} 打款`,
    silentRecharge: (name: string) => `支付网关没有响应：${name} 充值`,
    since: (when: string) => `自 ${when}`,
    lastSuccess: (when: string) => `上次成功 ${when}`,
    effect: '已发送的打款照常结算。等待的打款留在原处，网关恢复后自动发送；每分钟试探一次。',
    nextProbe: (when: string) => `下次试探不早于 ${when}`,
  },
  {
    silentPayout: (name: string) => `The gateway does not answer: payouts by ${name}`,
    silentRecharge: (name: string) => `The gateway does not answer: recharges by ${name}`,
    since: (when: string) => `since ${when}`,
    lastSuccess: (when: string) => `last success ${when}`,
    effect:
      'What was sent is settled as ever. What waits is sent by itself once the gateway answers; one probe a minute finds out.',
    nextProbe: (when: string) => `The next probe is not before ${when}`,
  },
)
