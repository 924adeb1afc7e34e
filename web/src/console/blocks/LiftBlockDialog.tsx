import { useMessages } from '../../i18n/messages'
import { LiftQuestion } from '../desk/LiftQuestion'
import { unblockAccount, type BlockedAccount } from './blocks'
import { blockWords } from './blockWords'

/** Lets money go to an account again. */
export function LiftBlockDialog({
  block: { id, account, liftsNeeded },
  close,
}: {
  block: BlockedAccount
  close: () => void
}) {
  const words = useMessages(blockWords)
  return (
    <LiftQuestion
      title={words.liftTitle(account)}
      words={words}
      needed={liftsNeeded}
      lift={() => unblockAccount(id)}
      close={close}
    />
  )
}
