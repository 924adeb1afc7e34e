import { messages, useMessages } from '../i18n/messages'

const methodWords = messages(
  { wechat: '微信', alipay: '支付宝', bank: '银行卡' },
  { wechat: 'WeChat', alipay: 'Alipay', bank: 'Bank card' },
)

/** How money is paid out, in words; a channel by its own name. */
export function useMethodWord(): (method: string) => string {
  const words: Readonly<Record<string, string>> = useMessages(methodWords)
  return (method) => words[method] ?? method
}

const methodScope = 'method:'

/** The method whose payouts a pause is about, in words; null where it is about none in particular. */
export function useMethodOfScope(): (scope: string) => string | null {
  const methodWord = useMethodWord()
  return (scope) => (scope.startsWith(methodScope) ? methodWord(scope.slice(methodScope.length)) : null)
}
