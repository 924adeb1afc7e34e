import type { Schemas } from '../api/client'
import { messages, useMessages } from '../i18n/messages'

const methodWords = messages(
  { wechat: '微信', alipay: '支付宝', bank: '银行卡', MVola: 'MVola' },
  { wechat: 'WeChat', alipay: 'Alipay', bank: 'Bank card', MVola: 'MVola' },
)

export function useMethodWord(): (method: Schemas['Method']) => string {
  const words = useMessages(methodWords)
  return (method) => (words[method] as string | undefined) ?? method
}

/** How money is paid out, in words; a channel that is configured elsewhere by its own name. */
export function MethodWord({ method }: { method: Schemas['Method'] }) {
  return useMethodWord()(method)
}
