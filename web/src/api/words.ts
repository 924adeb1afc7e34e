import { usePreferences } from '../app/preferences'
import { messages } from '../i18n/messages'
import type { Failure } from './failure'
import { tell, type Language, type Parts } from './sentences'

export const failureWords = messages(
  {
    offline: '连接不上服务器，请检查网络后重试。',
    expired: '登录已过期，请重新登录。',
    forbidden: '没有权限进行此操作。',
    'not-found': '没有找到这条记录。',
    conflict: '这条记录刚刚发生了变化，请刷新后再试。',
    invalid: '填写的内容有误，请检查后重试。',
    busy: '系统繁忙，请稍后重试。',
    slowed: '系统繁忙，请稍后重试。',
    duplicate: '刚刚提交过相同的内容，这一次没有执行。请先核对记录。',
    arrived: '上一次提交其实已经收到，这一次没有执行。请先核对记录，再决定是否还要提交。',
    fault: '系统出错了，请稍后重试；如果一直这样，请联系客服。',
    request: (id: string) => `请求编号: ${id}`,
  },
  {
    offline: 'The server cannot be reached. Check your connection and try again.',
    expired: 'Your session has expired. Please sign in again.',
    forbidden: 'You are not allowed to do this.',
    'not-found': 'There is no such record.',
    conflict: 'This record has just changed. Reload it and try again.',
    invalid: 'Something that was entered is not right. Please check it and try again.',
    busy: 'The system is busy. Please try again in a moment.',
    slowed: 'The system is busy. Please try again in a moment.',
    duplicate: 'The same was sent a moment ago, and this was not done. Check the records first.',
    arrived:
      'What you sent before has arrived after all, and this was not done. Check the records before you send it once more.',
    fault: 'Something went wrong. Please try again; if it keeps happening, contact support.',
    request: (id: string) => `Request: ${id}`,
  },
)

/** Tells a message of the API. */
export type Told = (message: string, parts: Parts | undefined) => string

/** {@link tell} in the language that is chosen. */
export function useTold(): Told {
  const { language } = usePreferences()
  return (message, parts) => tell(message, parts, language)
}

/** What to tell people about a failure: the API's own reason where it gave one, else what to do. */
export function explain(failure: Failure, language: Language): string {
  const { kind, because } = failure
  const words = failureWords[language]
  switch (kind) {
    case 'invalid':
    case 'conflict': {
      const told = tell(failure.message, because, language)
      return told === '' ? words[kind] : told
    }
    case 'busy':
    case 'slowed':
      // What stands before the API answers in English, and of itself.
      return because === undefined ? words[kind] : tell(failure.message, because, language)
    case 'fault':
      return failure.is('internal')
        ? `${words.fault} ${words.request(because?.statements[0]?.args['text'] ?? '')}`
        : words.fault
    default:
      return words[kind]
  }
}
