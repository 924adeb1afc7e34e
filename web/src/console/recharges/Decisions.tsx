import { Button } from 'antd'

import { useMessages } from '../../i18n/messages'
import { useMay } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import { resolutionsOf, type Recharge, type Resolution } from './recharges'
import { rechargeWords } from './rechargeWords'
import { endsAlarm } from './ResolveDialog'

export type Decide = (recharge: Recharge, action: Resolution) => void

/** What can be decided about a recharge, each a button. */
export function Decisions({
  recharge,
  decide,
  small = false,
}: {
  recharge: Recharge
  decide: Decide
  small?: boolean
}) {
  const words = useMessages(rechargeWords)
  const adminId = useAdminId()
  const may = useMay()
  return (may('resolve') ? resolutionsOf(recharge, adminId) : []).map((action) => (
    <Button
      key={action}
      size={small ? 'small' : 'middle'}
      type={action === 'credit' ? 'primary' : 'default'}
      onClick={() => decide(recharge, action)}
    >
      {action === 'credit' ? words.credit : endsAlarm(recharge) ? words.acknowledge : words.close}
    </Button>
  ))
}
