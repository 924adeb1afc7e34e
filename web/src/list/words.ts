import { messages } from '../i18n/messages'

export const listWords = messages(
  { total: (n: number) => `共 ${n} 条`, atLeast: (n: number) => `至少 ${n} 条`, refresh: '刷新' },
  { total: (n: number) => `${n} in all`, atLeast: (n: number) => `At least ${n}`, refresh: 'Refresh' },
)
