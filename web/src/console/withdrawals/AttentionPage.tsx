import { useMessages } from '../../i18n/messages'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import type { Column } from '../../list/RecordTable'
import { useOpenRow } from '../../list/useOpenRow'
import { usePage } from '../../list/usePage'
import { useSearchParams } from 'react-router'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { useAdminId } from '../desk/useAdminId'
import { Acts, useDecision } from './Acts'
import { causeOf } from './allowed'
import { attentionWords } from './attentionWords'
import { pageSizeOf, type Withdrawal } from './filter'
import { useWithdrawalColumns } from './withdrawalColumns'
import { WithdrawalDrawer } from './WithdrawalDrawer'
import { WithdrawalList } from './WithdrawalList'
import { useWithdrawals } from './withdrawals'
import './withdrawals.css'

/** The withdrawals that wait for an admin, why they do, and what can be done about each. */
export default function AttentionPage() {
  const words = useMessages(attentionWords)
  const [search] = useSearchParams()
  const [page] = usePage()
  const [openId, open, close] = useOpenRow()
  const list = useWithdrawals({ needsAttention: 'true' }, page, pageSizeOf(search))
  const { decide, dialog } = useDecision()
  const adminId = useAdminId()
  const columns: Column<Withdrawal>[] = [
    ...useWithdrawalColumns(open),
    { title: words.why, cell: (withdrawal) => <span className="gist">{words[causeOf(withdrawal)]}</span> },
    {
      title: words.what,
      kind: 'actions',
      cell: (withdrawal) => (
        <span className="row-actions">
          {withdrawal.escortId === adminId && <span>{words.own}</span>}
          <Acts withdrawal={withdrawal} decide={decide} small />
        </span>
      ),
    },
  ]
  return (
    <>
      <DeskTitle text={words.title} />
      <p className="quiet page-hint">{words.hint}</p>
      <WithdrawalList
        query={list}
        columns={columns}
        empty={<EmptyNotice title={words.empty}>{words.emptyHint}</EmptyNotice>}
      />
      {openId !== null && <WithdrawalDrawer id={openId} decide={decide} close={close} />}
      {dialog}
    </>
  )
}
