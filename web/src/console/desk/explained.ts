import { failureOf, type Failure } from '../../api/failure'
import { tell, type Language } from '../../api/sentences'
import { explain } from '../../api/words'
import { usePreferences } from '../../app/preferences'
import type { Status } from '../withdrawals/filter'
import { statusWords } from '../withdrawals/listWords'

/** Why something did not work, in the language that is chosen. */
export function useExplained(): (error: unknown) => string {
  const { language } = usePreferences()
  return (error) => explainToAdmin(failureOf(error), language)
}

/** What to tell admins: of a step that a state does not allow by the names that the console has for states. */
export function explainToAdmin(failure: Failure, language: Language): string {
  const { kind, message, because } = failure
  const [first] = because?.statements ?? []
  if (first?.reason === 'illegal') return tellStep(first.args, language)
  return kind === 'not-found' && message !== ''
    ? tell(message, because, language)
    : explain(failure, language)
}

function tellStep({ from = '', to = '' }: Readonly<Record<string, string>>, language: Language): string {
  const statuses: Readonly<Record<string, string>> = statusWords[language]
  const now = statuses[shownAs(from)] ?? from
  const again = shownAs(from) === shownAs(to)
  const atGateway = from === 'processing' && to !== 'approved' && to !== 'rejected'
  if (language === 'zh') {
    const words = again ? `这笔提现已经是“${now}”` : `这笔提现现在是“${now}”，不能这样做`
    return atGateway ? `${words}：通道打款处理中，以网关结果为准` : words
  }
  if (atGateway) return 'It is at the gateway, whose word decides'
  return again ? `It is already “${now}”` : `It is “${now}” now, which does not allow this`
}

/** The console shows what its user took back as rejected. */
function shownAs(state: string): string {
  return state === 'cancelled' ? ('rejected' satisfies Status) : state
}
