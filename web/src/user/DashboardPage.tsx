import { ArrowRightOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { Link, useNavigate } from 'react-router'

import type { Schemas } from '../api/client'
import { FailureNotice } from '../feedback/FailureNotice'
import { Loading } from '../feedback/Loading'
import { useMessages } from '../i18n/messages'
import { Amount } from '../money/Amount'
import { PageTitle } from './PageTitle'
import { useWallet } from './wallet'
import { userWords } from './words'

/** What the user has, and the ways to everything they can do. */
export function DashboardPage() {
  const words = useMessages(userWords)
  const wallet = useWallet()
  const navigate = useNavigate()
  const records = [
    ['/recharge-list', words.rechargeList, words.rechargeListHint],
    ['/withdrawal-list', words.withdrawalList, words.withdrawalListHint],
    ['/wallet/entries', words.entries, words.entriesHint],
    ['/wallet/withdrawals', words.walletWithdrawals, words.walletWithdrawalsHint],
  ] as const
  return (
    <>
      <PageTitle text={words.home} />
      <section className="card" aria-label={words.balance}>
        {wallet.data ? (
          <Balances wallet={wallet.data} />
        ) : wallet.isError ? (
          <FailureNotice error={wallet.error} retry={() => void wallet.refetch()} />
        ) : (
          <Loading />
        )}
        <div className="actions">
          <Button type="primary" size="large" onClick={() => void navigate('/recharge')}>
            {words.recharge}
          </Button>
          <Button size="large" onClick={() => void navigate('/withdrawal')}>
            {words.withdraw}
          </Button>
        </div>
      </section>
      <h2>{words.records}</h2>
      <ul className="ways">
        {records.map(([to, title, hint]) => (
          <li key={to}>
            <Link className="card way" to={to}>
              <span>
                <strong>{title}</strong>
                <small>{hint}</small>
              </span>
              <ArrowRightOutlined aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function Balances({ wallet }: { wallet: Schemas['Wallet'] }) {
  const words = useMessages(userWords)
  return (
    <>
      {wallet.status !== 'active' && (
        <Alert
          type="warning"
          showIcon
          title={wallet.status === 'frozen' ? words.walletFrozen : words.walletClosed}
        />
      )}
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
            <small>{words.frozenHint}</small>
          </dd>
        </div>
      </dl>
    </>
  )
}
