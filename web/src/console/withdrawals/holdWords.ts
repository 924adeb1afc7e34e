import { messages } from '../../i18n/messages'

export const holdWords = messages(
  {
    onHold: '已暂缓',
    until: (at: string) => `至 ${at}`,
    holdTitle: '暂缓这笔提现',
    holdEffect: '解除之前，任何人都不能审核通过或打款；仍可拒绝。用户看不到原因。',
    hours: '暂缓多久',
    hoursOf: (n: number) => (n % 24 === 0 ? `${n / 24} 天` : `${n} 小时`),
    onExpiry: '到期仍未处理时',
    escalate: '继续暂缓，提醒管理员',
    reject: '自动拒绝，金额退回',
    doHold: '暂缓',
    didHold: '已暂缓',
    releaseTitle: '解除暂缓',
    releaseEffect: '解除不等于通过：仍需照常审核。已通过、由系统付款的会继续付款。',
    doRelease: '解除暂缓',
    didRelease: '已解除暂缓',
  },
  {
    onHold: 'On hold',
    until: (at: string) => `until ${at}`,
    holdTitle: 'Put this withdrawal on hold',
    holdEffect:
      'Until it is released nobody approves or pays it; it can be rejected all the same. The user is not told why.',
    hours: 'For how long',
    hoursOf: (n: number) => (n % 24 !== 0 ? `${n} hours` : n === 24 ? '1 day' : `${n / 24} days`),
    onExpiry: 'If nobody decides by then',
    escalate: 'It stays on hold, and asks for an admin',
    reject: 'It is rejected, and its money given back',
    doHold: 'Put on hold',
    didHold: 'It is on hold',
    releaseTitle: 'Release from hold',
    releaseEffect:
      'This approves nothing: it is reviewed as before. What was approved for the system to pay is paid.',
    doRelease: 'Release',
    didRelease: 'It is released',
  },
)
