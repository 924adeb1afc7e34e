import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { useMessages } from '../../i18n/messages'
import { Amount } from '../../money/Amount'
import { formatMoment } from '../../time/moment'
import { useMay } from '../desk/me'
import { auditsPath, withdrawalsPath } from '../desk/Owner'
import { AdjustDialog } from './AdjustDialog'
import { StatusDialog, stepWords } from './StatusDialog'
import { nextStatesOf, type Wallet, type WalletState as State } from './wallets'
import { WalletState } from './WalletState'
import { walletWords } from './walletWords'

/** One user's wallet, and what can be done to it. */
export function WalletCard({
  wallet,
  settles,
  settled,
}: {
  wallet: Wallet
  /** A withdrawal that an adjustment is to settle: its dialog is open at once. */
  settles: string | undefined
  settled: () => void
}) {
  const words = useMessages(walletWords)
  const [doing, setDoing] = useState<State | 'adjust' | null>(settles === undefined ? null : 'adjust')
  const done = () => {
    setDoing(null)
    settled()
  }
  const next = nextStatesOf(wallet)
  const may = useMay()
  return (
    <section className="card" aria-label={wallet.userName ?? wallet.userId}>
      <div className="wallet-head">
        <h2>{wallet.userName ?? wallet.userId}</h2>
        <WalletState state={wallet.status} />
        <div className="wallet-actions">
          {wallet.status !== 'closed' && may('adjust') && (
            <Button type="primary" onClick={() => setDoing('adjust')}>
              {words.adjust}
            </Button>
          )}
          {(may('wallet') ? next : []).map((state) => (
            <Button key={state} danger={state !== 'active'} onClick={() => setDoing(state)}>
              {words[stepWords[state].act]}
            </Button>
          ))}
        </div>
      </div>
      <Balances wallet={wallet} />
      <Facts wallet={wallet} />
      <div className="wallet-links">
        <Link to={withdrawalsPath(wallet.userId)}>{words.withdrawals}</Link>
        <Link to={auditsPath('wallet', wallet.userId)}>{words.audits}</Link>
        {wallet.status !== 'closed' && !next.includes('closed') && <small>{words.closeHint}</small>}
      </div>
      {doing === 'adjust' ? (
        <AdjustDialog wallet={wallet} settles={settles} close={done} />
      ) : (
        doing !== null && <StatusDialog wallet={wallet} to={doing} close={done} />
      )}
    </section>
  )
}

function Balances({ wallet }: { wallet: Wallet }) {
  const words = useMessages(walletWords)
  return (
    <dl className="balances">
      <div className="balance-main">
        <dt>{words.balance}</dt>
        <dd>
          <Amount of={wallet.balance} />
        </dd>
      </div>
      <div>
        <dt>{words.available}</dt>
        <dd>
          <Amount of={wallet.availableBalance} />
        </dd>
      </div>
      <div>
        <dt>{words.frozen}</dt>
        <dd>
          <Amount of={wallet.frozenAmount} />
        </dd>
      </div>
    </dl>
  )
}

function Facts({ wallet }: { wallet: Wallet }) {
  const words = useMessages(walletWords)
  const facts = [
    [
      words.user,
      <span className="code" key="id">
        {wallet.userId}
      </span>,
    ],
    [words.phone, wallet.phone ?? '–'],
    [words.idCard, wallet.idCard ?? '–'],
    [words.open, wallet.openWithdrawals],
    [words.totalRecharge, <Amount key="recharge" of={wallet.totalRecharge} />],
    [words.totalWithdrawal, <Amount key="withdrawal" of={wallet.totalWithdrawal} />],
    [words.totalConsume, <Amount key="consume" of={wallet.totalConsume} />],
    [words.created, formatMoment(wallet.createdAt)],
    [words.updated, formatMoment(wallet.updatedAt)],
  ] as const
  return (
    <dl className="wallet-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
