import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { useMessages } from '../../i18n/messages'
import { useMay, usePerson } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import { walletPath } from '../desk/walletPath'
import { BlockDialog } from '../blocks/BlockDialog'
import { allowed, follows, permissionsOf, stops, type Act } from './allowed'
import { CorrectDialog } from './CorrectDialog'
import { detailWords } from './detailWords'
import type { Withdrawal } from './filter'
import { HoldDialog, ReleaseDialog } from './HoldDialog'
import { PayoutDialog, ResendDialog } from './PayoutDialog'
import { ReturnDialog } from './ReturnDialog'
import { ApproveDialog, FailDialog, RejectDialog } from './ReviewDialog'

export type Decide = (withdrawal: Withdrawal, act: Act) => void

/** A button for everything that a withdrawal allows, and no other. */
export function Acts({
  withdrawal,
  decide,
  small = false,
}: {
  withdrawal: Withdrawal
  decide: Decide
  small?: boolean
}) {
  const words = useMessages(detailWords)
  const adminId = useAdminId()
  const person = usePerson()
  const may = useMay()
  const size = small ? 'small' : 'middle'
  const offered = allowed(withdrawal, adminId, person)
  const acts = [
    ...offered,
    ...(small ? [] : [...follows(withdrawal, adminId), ...stops(withdrawal, adminId)]),
  ].filter((act) => may(...permissionsOf[act]))
  return acts.map((act) =>
    act === 'settle' ? (
      <Link key={act} to={walletPath(withdrawal.escortId, withdrawal.id)}>
        {words.settle}
      </Link>
    ) : (
      <Button
        key={act}
        size={size}
        type={act === 'approve' || act === 'payout' || act === 'resend' ? 'primary' : 'default'}
        danger={act === 'reject' || act === 'fail' || act === 'block'}
        onClick={() => decide(withdrawal, act)}
      >
        {words[act]}
      </Button>
    ),
  )
}

/** One decision about one withdrawal at a time, with its dialog. */
export function useDecision() {
  const [deciding, setDeciding] = useState<{ withdrawal: Withdrawal; act: Act } | null>(null)
  const decide: Decide = (withdrawal, act) => setDeciding({ withdrawal, act })
  const close = () => setDeciding(null)
  const dialog = deciding && (
    <Dialog key={`${deciding.withdrawal.id} ${deciding.act}`} {...deciding} close={close} />
  )
  return { decide, dialog }
}

function Dialog({ withdrawal, act, close }: { withdrawal: Withdrawal; act: Act; close: () => void }) {
  const props = { withdrawal, close }
  switch (act) {
    case 'approve':
      return <ApproveDialog {...props} />
    case 'reject':
      return <RejectDialog {...props} />
    case 'payout':
      return <PayoutDialog {...props} />
    case 'resend':
      return <ResendDialog {...props} />
    case 'fail':
      return <FailDialog {...props} />
    case 'correct':
      return <CorrectDialog {...props} />
    case 'return':
      return <ReturnDialog {...props} />
    case 'hold':
      return <HoldDialog {...props} />
    case 'release':
      return <ReleaseDialog {...props} />
    case 'block':
      return <BlockDialog withdrawalId={withdrawal.id} close={close} />
    case 'settle':
      return null // a link, not a dialog
  }
}
