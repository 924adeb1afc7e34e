import { useMessages } from '../../i18n/messages'
import type { Column } from '../../list/RecordTable'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { Owner } from '../desk/Owner'
import type { Recharge } from './recharges'
import { RechargeStateTag } from './RechargeStateTag'
import { rechargeWords } from './rechargeWords'

/** What both lists of recharges show of each. */
export function useRechargeColumns(): Column<Recharge>[] {
  const words = useMessages(rechargeWords)
  return [
    { title: words.time, cell: ({ createdAt }) => <span className="moment">{formatMoment(createdAt)}</span> },
    {
      title: words.user,
      cell: ({ escortId, escortName, escortPhoneMasked }) => (
        <Owner id={escortId} name={escortName} phone={escortPhoneMasked} />
      ),
    },
    { title: words.asked, kind: 'amount', cell: ({ amount }) => <Amount of={amount} /> },
    {
      title: words.received,
      kind: 'amount',
      cell: ({ receivedAmount }) => (receivedAmount === undefined ? '–' : <Amount of={receivedAmount} />),
    },
    {
      title: words.credited,
      kind: 'amount',
      cell: ({ creditedAmount }) => (creditedAmount === undefined ? '–' : <Amount of={creditedAmount} />),
    },
    { title: words.state, cell: (recharge) => <RechargeStateTag of={recharge} /> },
  ]
}
