import { messages } from '../i18n/messages'

export const consoleWords = messages(
  {
    menu: '菜单',
    withdrawals: '提现',
    attention: '待处理',
    recharges: '充值',
    wallets: '钱包',
    channels: '通道状态',
    webhooks: '事件推送',
    blocks: '停用账户',
    proposals: '待批准',
    policy: '策略',
    audit: '审计日志',
    waiting: (n: number) => `${n} 笔等待处理`,
    glassBroken: '策略在最近一天内被强制修改，没有经过审批。请立即核对策略和审计日志。',
    noPage: '控制台没有这一页',
    toList: '回到提现列表',
  },
  {
    menu: 'Menu',
    withdrawals: 'Withdrawals',
    attention: 'Attention',
    recharges: 'Recharges',
    wallets: 'Wallets',
    channels: 'Channels',
    webhooks: 'Webhooks',
    blocks: 'Blocked accounts',
    proposals: 'Approvals',
    policy: 'Policy',
    audit: 'Audit log',
    waiting: (n: number) => `${n} waiting for a decision`,
    glassBroken:
      'The policy was forced in the last day, without approvals. Check it and the audit log at once.',
    noPage: 'The console has no such page',
    toList: 'To the withdrawals',
  },
)
