import type { Schemas } from '../api/client'
import { messages, useMessages } from '../i18n/messages'

const methodWords = messages(
  { wechat: '微信', alipay: '支付宝', bank: '银行卡' },
  { wechat: 'WeChat', alipay: 'Alipay', bank: 'Bank' },
)

/** How money is paid out, in words; a channel by its own name. */
export function useMethodWord(): (method: Schemas['Method']) => string {
  const words = useMessages(methodWords)
  return (method) => (method in words ? words[method as keyof typeof words] : method)
}

export function MethodWord({ method }: { method: Schemas['Method'] }) {
  return useMethodWord()(method)
}
