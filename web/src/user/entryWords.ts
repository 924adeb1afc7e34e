import { messages } from '../i18n/messages'

export const entryWords = messages(
  {
    title: '钱包流水',
    type: '类型',
    time: '时间',
    amount: '金额',
    after: '变动后余额',
    note: '说明',
    empty: '还没有流水',
    emptyOfType: '没有这种类型的流水',
    recharge: '立即充值',
  },
  {
    title: 'Ledger',
    type: 'Type',
    time: 'Time',
    amount: 'Amount',
    after: 'Balance after',
    note: 'Note',
    empty: 'Nothing has happened yet',
    emptyOfType: 'Nothing of this type',
    recharge: 'Recharge now',
  },
)
