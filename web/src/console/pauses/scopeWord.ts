import { useMessages } from '../../i18n/messages'
import { useMethodOfScope } from '../../ledger/methodWords'
import { pauseWords } from './pauseWords'

/** What a pause is about, in words. */
export function useScopeWord(): (scope: string) => string {
  const words = useMessages(pauseWords)
  const methodOf = useMethodOfScope()
  return (scope) => {
    const method = methodOf(scope)
    if (method !== null) return words.ofMethod(method)
    return scope === 'recharge' ? words.recharge : words.all
  }
}
