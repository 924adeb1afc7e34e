import { useMessages } from '../../i18n/messages'
import { useMethodWord } from '../../ledger/methodWords'
import { pauseWords } from './pauseWords'

const ofMethod = 'method:'

/** What a pause is about, in words. */
export function useScopeWord(): (scope: string) => string {
  const words = useMessages(pauseWords)
  const methodWord = useMethodWord()
  return (scope) => {
    if (scope.startsWith(ofMethod)) return words.ofMethod(methodWord(scope.slice(ofMethod.length)))
    return scope === 'recharge' ? words.recharge : words.all
  }
}
