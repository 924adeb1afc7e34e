import { messages } from '../../i18n/messages'

export const deskWords = messages(
  {
    cancel: '取消',
    close: '关闭',
    details: '详情',
    view: '查看',
    actions: '操作',
    reason: '原因',
    reasonNeeded: '请填写原因',
    reasonHint: '写入审计日志',
    tooLong: (n: number) => `最多 ${n} 个字`,
    notDone: '没有完成',
    meanwhile: '情况已有变化',
    unknown: '不知道是否已经完成：以下面重新加载的状态为准，再试一次不会重复执行。',
    history: '操作记录',
    noHistory: '最近 31 天没有管理员操作过',
    more: '在审计日志中查看全部',
  },
  {
    cancel: 'Cancel',
    close: 'Close',
    details: 'Details',
    view: 'View',
    actions: 'Actions',
    reason: 'Reason',
    reasonNeeded: 'Please give the reason',
    reasonHint: 'Kept in the audit log',
    tooLong: (n: number) => `At most ${n} characters`,
    notDone: 'This was not done',
    meanwhile: 'Something has changed meanwhile',
    unknown:
      'Whether it was done is not known: what is shown has been reloaded, and trying again does nothing twice.',
    history: 'What admins did',
    noHistory: 'No admin did anything in the last 31 days',
    more: 'See all in the audit log',
  },
)
