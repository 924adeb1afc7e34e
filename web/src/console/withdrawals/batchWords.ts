import { messages } from '../../i18n/messages'

const counted = (n: number) => (n === 1 ? '1 withdrawal' : `${n} withdrawals`)

export const batchWords = messages(
  {
    chosen: (n: number, sum: string) => `已选 ${n} 笔，合计 ${sum}`,
    none: '取消选择',
    approve: '批量通过',
    reject: '批量拒绝',
    approveTitle: (n: number) => `通过 ${n} 笔提现`,
    rejectTitle: (n: number) => `拒绝 ${n} 笔提现`,
    approveEffect: (n: number, sum: string) =>
      `${n} 笔提现（合计 ${sum}）将进入待打款，还不会付款，资金继续冻结。`,
    rejectEffect: (n: number, sum: string) =>
      `${n} 笔提现（合计 ${sum}）将被拒绝，冻结的资金退回用户的钱包。`,
    rejectMeanwhile: '其中如有刚刚被其他管理员通过、但还没有打款的，也会一并拒绝。',
    remark: '备注',
    remarkHint: '可不填；写入提现记录和审计日志',
    reasonShown: '用户会看到；也写入审计日志',
    each: '每一笔单独决定：有一笔没有成功，不影响其他的。',
    allDone: (n: number) => `${n} 笔都已处理`,
    someDone: (done: number, failed: number) => `${done} 笔已处理，${failed} 笔没有`,
    result: '结果',
    approved: '已通过',
    rejected: '已拒绝',
    own: '本人的提现，要由其他管理员审核',
    recorded: '已记录你的批准，还需其他管理员批准',
    gone: '没有找到这笔提现',
    again: '系统繁忙，这一笔没有处理：仍在选择中，可以再试一次',
    moved: (status: string) => `情况已变：现在是${status}`,
    by: (who: string, when: string) => `${who}，${when}`,
    close: '关闭',
  },
  {
    chosen: (n: number, sum: string) => `${n} selected, ${sum} in all`,
    none: 'Select none',
    approve: 'Approve all',
    reject: 'Reject all',
    approveTitle: (n: number) => `Approve ${counted(n)}`,
    rejectTitle: (n: number) => `Reject ${counted(n)}`,
    approveEffect: (n: number, sum: string) =>
      `${counted(n)} of ${sum} in all will wait for their payout. Nothing is paid yet, and the money stays frozen.`,
    rejectEffect: (n: number, sum: string) =>
      `${counted(n)} of ${sum} in all will be rejected, and the frozen money goes back to the users’ wallets.`,
    rejectMeanwhile: 'What another admin has just approved, and nobody has paid yet, is rejected too.',
    remark: 'Remark',
    remarkHint: 'Not required; kept with the withdrawals and in the audit log',
    reasonShown: 'The users see it; it is kept in the audit log too',
    each: 'Each is decided by itself: one that fails leaves the others alone.',
    allDone: (n: number) => (n === 1 ? 'It is done' : `All ${n} are done`),
    someDone: (done: number, failed: number) => `${done} done, ${failed} not`,
    result: 'Result',
    approved: 'Approved',
    rejected: 'Rejected',
    own: 'Your own: another admin has to decide about it',
    recorded: 'Your approval is recorded; other admins have to approve it too',
    gone: 'There is no such withdrawal',
    again: 'The system was busy and this one was not done: it is still selected, so try again',
    moved: (status: string) => `Something has changed: it is now “${status}”`,
    by: (who: string, when: string) => `${who}, ${when}`,
    close: 'Close',
  },
)
