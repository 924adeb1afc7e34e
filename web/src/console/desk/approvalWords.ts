import { messages } from '../../i18n/messages'

export const approvalWords = messages(
  {
    title: '审批',
    count: (n: number, needed: number) => `已批准 ${n}/${needed}`,
    missing: (n: number) => `还需 ${n} 位管理员批准`,
  },
  {
    title: 'Approvals',
    count: (n: number, needed: number) => `${n} of ${needed} approved`,
    missing: (n: number) =>
      n === 1 ? 'One more admin has to approve it' : `${n} more admins have to approve it`,
  },
)
