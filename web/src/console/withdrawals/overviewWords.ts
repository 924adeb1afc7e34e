import { messages } from '../../i18n/messages'

export const overviewWords = messages(
  {
    figures: '概况',
    pending: '待审核',
    approved: '待打款',
    completed: '已完成',
    today: '今日申请',
    trend: '每日提现',
    period: (from: string, until: string, count: string, amount: string) =>
      `${from} 至 ${until} 申请 ${count} 笔，合计 ${amount}`,
    amounts: '金额',
    counts: '笔数',
    ended: '已完成',
    open: '未完成',
    refused: '已拒绝或失败',
    day: '日期',
    total: '合计',
    nothing: '这段时间没有提现',
    tooLong: '图表最多显示 366 天，请缩小日期范围',
    table: '以表格查看',
    whole: '图表不受其他筛选条件影响',
    summary: (from: string, until: string, count: string, amount: string, peak: string, peakAmount: string) =>
      `柱状图：${from} 至 ${until} 每日提现的金额和笔数。共 ${count} 笔，合计 ${amount}；最多的一天是 ${peak}，${peakAmount}。`,
  },
  {
    figures: 'Figures',
    pending: 'To review',
    approved: 'To pay',
    completed: 'Completed',
    today: 'Requested today',
    trend: 'Withdrawals per day',
    period: (from: string, until: string, count: string, amount: string) =>
      `${count} requested from ${from} to ${until}, ${amount} in all`,
    amounts: 'Amount',
    counts: 'Number',
    ended: 'Completed',
    open: 'Open',
    refused: 'Rejected or failed',
    day: 'Day',
    total: 'In all',
    nothing: 'No withdrawals in these days',
    tooLong: 'The chart shows at most 366 days: choose fewer',
    table: 'As a table',
    whole: 'The other filters do not change the chart',
    summary: (from: string, until: string, count: string, amount: string, peak: string, peakAmount: string) =>
      `Bar chart of the amounts and numbers of withdrawals per day from ${from} to ${until}: ${count} in all, of ${amount}; most on ${peak}, ${peakAmount}.`,
  },
)
