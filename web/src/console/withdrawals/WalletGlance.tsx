import { Link } from 'react-router'

import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { walletPath } from '../desk/walletPath'
import { useWalletOf } from '../wallets/wallets'
import { WalletState } from '../wallets/WalletState'
import { detailWords } from './detailWords'

/** How a user's wallet stands. */
export function WalletGlance({ userId }: { userId: string }) {
  const words = useMessages(detailWords)
  const wallet = useWalletOf(userId)
  if (!wallet.data) {
    return wallet.isError ? (
      <FailureNotice error={wallet.error} retry={() => void wallet.refetch()} />
    ) : (
      <Loading rows={2} />
    )
  }
  const { status, balance, availableBalance, frozenAmount, openWithdrawals } = wallet.data
  return (
    <div className="glance">
      <dl>
        <div>
          <dt>{words.balance}</dt>
          <dd>
            <Amount of={balance} />
          </dd>
        </div>
        <div>
          <dt>{words.available}</dt>
          <dd>
            <Amount of={availableBalance} />
          </dd>
        </div>
        <div>
          <dt>{words.frozen}</dt>
          <dd>
            <Amount of={frozenAmount} />
          </dd>
        </div>
        <div>
          <dt>{words.openWithdrawals}</dt>
          <dd>{openWithdrawals}</dd>
        </div>
      </dl>
      <p className="glance-foot">
        <WalletState state={status} />
        <Link to={walletPath(userId)}>{words.toWallet}</Link>
      </p>
    </div>
  )
}
