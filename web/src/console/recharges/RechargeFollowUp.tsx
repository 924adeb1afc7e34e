import { Link } from 'react-router'

import { useMessages } from '../../i18n/messages'
import { AskAgain } from '../desk/AskAgain'
import { useMay } from '../desk/me'
import { walletPath } from '../desk/walletPath'
import { useAdminId } from '../desk/useAdminId'
import { askRecharge, type Recharge } from './recharges'
import { rechargeWords } from './rechargeWords'

/** What may be done about a recharge beside a decision: ask the gateway again, and settle it by an adjustment. */
export function RechargeFollowUp({ recharge }: { recharge: Recharge }) {
  const words = useMessages(rechargeWords)
  const own = useAdminId() === recharge.escortId
  const may = useMay()
  const { id, state, dueAmount } = recharge
  if (own) return null
  const settles = dueAmount !== undefined || state === 3 || state === 4
  return (
    <div className="actions">
      {state !== 2 && may('resolve') && (
        <AskAgain send={() => askRecharge(id)} act={words.ask} did={words.didAsk} />
      )}
      {settles && may('adjust') && <Link to={walletPath(recharge.escortId, id)}>{words.settle}</Link>}
    </div>
  )
}
