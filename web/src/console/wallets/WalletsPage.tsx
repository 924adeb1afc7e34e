import { Input } from 'antd'
import { useLocation, useNavigate, useSearchParams } from 'react-router'

import { failureOf } from '../../api/failure'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { DeskTitle } from '../desk/DeskTitle'
import { userIn } from '../desk/walletPath'
import '../desk/desk.css'
import { FoundWallets } from './FoundWallets'
import { WalletCard } from './WalletCard'
import { WalletEntries } from './WalletEntries'
import { useWalletOf } from './wallets'
import { withoutUnseen } from '../../form/seen'
import { walletWords } from './walletWords'

/** Finds wallets, and shows the one that the address names. */
export default function WalletsPage() {
  const words = useMessages(walletWords)
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const userId = userIn(pathname, search)
  const navigate = useNavigate()
  const keyword = withoutUnseen(search.get('keyword') ?? '')
  const find = (wanted: string) => {
    const sought = withoutUnseen(wanted)
    if (sought !== '') {
      void navigate(`/console/wallets?${new URLSearchParams({ keyword: sought }).toString()}`)
    }
  }
  return (
    <>
      <DeskTitle text={words.title} />
      <search className="wallet-search">
        <Input.Search
          key={keyword}
          defaultValue={keyword}
          aria-label={words.keyword}
          placeholder={words.keyword}
          enterButton={words.search}
          allowClear
          maxLength={200}
          onSearch={find}
        />
      </search>
      {userId !== undefined ? (
        <OneWallet key={userId} userId={userId} />
      ) : keyword !== '' ? (
        <FoundWallets keyword={keyword} />
      ) : (
        <section className="card">
          <EmptyNotice title={words.start}>{words.hint}</EmptyNotice>
        </section>
      )}
    </>
  )
}

function OneWallet({ userId }: { userId: string }) {
  const words = useMessages(walletWords)
  const [search, setSearch] = useSearchParams()
  const wallet = useWalletOf(userId)
  const settled = () => {
    if (!search.has('settles')) return
    const rest = new URLSearchParams(search)
    rest.delete('settles')
    setSearch(rest, { replace: true })
  }
  if (!wallet.data) {
    return (
      <section className="card">
        {!wallet.isError ? (
          <Loading rows={8} />
        ) : failureOf(wallet.error).kind === 'not-found' ? (
          <EmptyNotice title={words.noWallet}>{words.emptyHint}</EmptyNotice>
        ) : (
          <FailureNotice error={wallet.error} retry={() => void wallet.refetch()} />
        )}
      </section>
    )
  }
  return (
    <>
      <WalletCard wallet={wallet.data} settles={search.get('settles') ?? undefined} settled={settled} />
      <WalletEntries userId={userId} />
    </>
  )
}
