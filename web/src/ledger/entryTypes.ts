import type { Schemas } from '../api/client'
import { messages } from '../i18n/messages'

export type Entry = Schemas['Entry']

export const entryTypes = [
  'top_up',
  'consumption',
  'refund',
  'withdrawal',
  'freeze',
  'unfreeze',
  'adjustment',
] as const satisfies readonly Entry['type'][]

export const entryTypeWords = messages(
  {
    all: '全部类型',
    top_up: '充值',
    consumption: '消费',
    refund: '退款',
    withdrawal: '提现',
    freeze: '冻结',
    unfreeze: '解冻',
    adjustment: '调整',
  },
  {
    all: 'All types',
    top_up: 'Recharge',
    consumption: 'Payment',
    refund: 'Refund',
    withdrawal: 'Withdrawal',
    freeze: 'Frozen',
    unfreeze: 'Unfrozen',
    adjustment: 'Adjustment',
  },
)
