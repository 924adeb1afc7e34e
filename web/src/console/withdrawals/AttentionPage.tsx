import { useMessages } from '../../i18n/messages'
import { consoleWords } from '../consoleWords'
import { DeskTitle } from '../desk/DeskTitle'

/** The withdrawals that wait for an admin. */
export default function AttentionPage() {
  return <DeskTitle text={useMessages(consoleWords).attention} />
}
