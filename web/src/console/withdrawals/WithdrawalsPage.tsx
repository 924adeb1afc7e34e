import { useMessages } from '../../i18n/messages'
import { consoleWords } from '../consoleWords'
import { DeskTitle } from '../desk/DeskTitle'

/** Everybody's withdrawals. */
export default function WithdrawalsPage() {
  return <DeskTitle text={useMessages(consoleWords).withdrawals} />
}
