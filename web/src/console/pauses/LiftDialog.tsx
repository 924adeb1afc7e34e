import { useMessages } from '../../i18n/messages'
import { LiftQuestion } from '../desk/LiftQuestion'
import { liftPause, type Pause } from './pauses'
import { pauseWords } from './pauseWords'
import { useScopeWord } from './scopeWord'

/** Ends a pause before its time. */
export function LiftDialog({ pause: { scope, liftsNeeded }, close }: { pause: Pause; close: () => void }) {
  const words = useMessages(pauseWords)
  const scopeWord = useScopeWord()
  return (
    <LiftQuestion
      title={words.liftTitle(scopeWord(scope))}
      words={words}
      needed={liftsNeeded}
      lift={() => liftPause(scope)}
      close={close}
    />
  )
}
