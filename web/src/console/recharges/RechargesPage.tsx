import { useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { useOpenRow } from '../../list/useOpenRow'
import { usePage } from '../../list/usePage'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { Decisions, type Decide } from './Decisions'
import { RechargeDrawer } from './RechargeDrawer'
import { RechargeList, useSought } from './RechargeList'
import { RechargeQueue } from './RechargeQueue'
import { useRecharges, type Recharge, type Resolution } from './recharges'
import { rechargeWords } from './rechargeWords'
import { ResolveDialog } from './ResolveDialog'

/**
 * Everybody's recharges, and before them those that wait for an admin. The address has what is looked for, both pages
 * and the recharge that is open.
 */
export default function RechargesPage() {
  const words = useMessages(rechargeWords)
  const [page] = usePage()
  const [queuePage] = usePage('queuePage')
  const [sought, seek] = useSought()
  const queue = useRecharges({ needsAttention: true }, queuePage)
  const recharges = useRecharges(sought, page)
  const shown = [...(queue.data?.rows ?? []), ...(recharges.data?.rows ?? [])]
  const [openId, show, close] = useOpenRow()
  const [deciding, setDeciding] = useState<{ recharge: Recharge; action: Resolution } | null>(null)
  const decide: Decide = (recharge, action) => setDeciding({ recharge, action })
  return (
    <>
      <DeskTitle text={words.title} />
      <RechargeQueue queue={queue} page={queuePage} show={show} decide={decide} />
      <RechargeList recharges={recharges} sought={sought} seek={seek} show={show} />
      {openId !== null && (
        <RechargeDrawer
          key={openId}
          id={openId}
          known={shown.find(({ id }) => id === openId)}
          actions={(recharge) => <Decisions recharge={recharge} decide={decide} />}
          closed={close}
        />
      )}
      {deciding && (
        <ResolveDialog
          key={`${deciding.recharge.id} ${deciding.action}`}
          {...deciding}
          close={() => setDeciding(null)}
        />
      )}
    </>
  )
}
