import { messages } from '../../i18n/messages'

export const attentionWords = messages(
  {
    title: '待处理的提现',
    hint: '网关没有给出结果，或结果与这里的相矛盾。钱不会自动移动，要由管理员决定。',
    why: '原因',
    what: '可以做什么',
    own: '本人的，由其他管理员处理',
    parked: '网关多次表示没有这笔订单',
    unsent: '没有打出款，或网关发来了从未发送的回调：先看原因、到网关核对，再决定是否打款',
    unconfirmed: '网关没有确认这笔订单，系统仍在询问',
    unpaid: '网关表示没有付款，但用户的钱已经扣了',
    paidBesides: '网关表示已付款，但钱也已退回用户，或已另行打款',
    nothingDue: '网关改变了说法，目前没有待结算的金额；若它又有此订单，仍可能付款',
    empty: '没有需要处理的提现',
    emptyHint: '打款结果不明或矛盾时，会出现在这里。',
  },
  {
    title: 'Withdrawals that need attention',
    hint: 'The gateway gave no outcome, or one that contradicts ours. No money moves by itself: an admin decides.',
    why: 'Why',
    what: 'What can be done',
    own: 'Your own: another admin decides',
    parked: 'The gateway repeatedly has no such order',
    unsent:
      'It could not be paid, or the gateway called back about it though it was never sent: see the reason, ask the gateway, then decide',
    unconfirmed: 'The gateway does not confirm the order; it is still asked',
    unpaid: 'The gateway says that it was not paid, but the user was charged',
    paidBesides: 'The gateway says paid, but the money was given back too, or paid by hand',
    nothingDue: 'The gateway changed its word: nothing is due now; if it has the order again, it may yet pay',
    empty: 'No withdrawal needs attention',
    emptyHint: 'Where a payout’s outcome is unknown or contradictory, it appears here.',
  },
)
