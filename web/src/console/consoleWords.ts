import { messages } from '../i18n/messages'

export const consoleWords = messages(
  {
    menu: '菜单',
    withdrawals: '提现',
    attention: '待处理',
    recharges: '充值',
    wallets: '钱包',
    audit: '审计日志',
    waiting: (n: number) => `${n} 笔等待处理`,
    noPage: '控制台没有这一页',
    toList: '回到提现列表',
  },
  {
    menu: 'Menu',
    withdrawals: 'Withdrawals',
    attention: 'Attention',
    recharges: 'Recharges',
    wallets: 'Wallets',
    audit: 'Audit log',
    waiting: (n: number) => `${n} waiting for a decision`,
    noPage: 'The console has no such page',
    toList: 'To the withdrawals',
  },
)
