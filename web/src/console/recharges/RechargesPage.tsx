import { Button, Input } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { withoutUnseen } from '../../form/seen'
import { useMessages } from '../../i18n/messages'
import { RecordList } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { totalOf } from '../../list/total'
import { useOpenRow } from '../../list/useOpenRow'
import { usePage } from '../../list/usePage'
import { DeskTitle } from '../desk/DeskTitle'
import { useAdminId } from '../desk/useAdminId'
import { deskWords } from '../desk/deskWords'
import { deskSize } from '../desk/key'
import { useSaid } from '../desk/said'
import '../desk/desk.css'
import { useRechargeColumns } from './rechargeColumns'
import { RechargeDrawer } from './RechargeDrawer'
import { rechargeStates, resolutionsOf, useRecharges, type Recharge, type Resolution } from './recharges'
import { rechargeWords } from './rechargeWords'
import { endsAlarm, ResolveDialog } from './ResolveDialog'

type Decide = (recharge: Recharge, action: Resolution) => void

/**
 * Everybody's recharges, and before them those that wait for an admin. The address has the state, both pages and
 * the recharge that is open.
 */
export default function RechargesPage() {
  const words = useMessages(rechargeWords)
  const desk = useMessages(deskWords)
  const said = useSaid()
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const [queuePage] = usePage('queuePage')
  const state = rechargeStates.find((known) => String(known) === search.get('state'))
  const queue = useRecharges({ needsAttention: true }, queuePage)
  const waiting = queue.data ? totalOf(queue.data, queuePage, deskSize) : 0
  const keyword = withoutUnseen(search.get('keyword') ?? '')
  const recharges = useRecharges(
    { ...(state !== undefined && { state }), ...(keyword !== '' && { keyword }) },
    page,
  )
  const filtered = state !== undefined || keyword !== ''
  const list = (wanted: number | undefined, sought: string) =>
    setSearch({
      ...(wanted !== undefined && { state: String(wanted) }),
      ...(sought !== '' && { keyword: sought }),
    })
  const [deciding, setDeciding] = useState<{ recharge: Recharge; action: Resolution } | null>(null)
  const decide: Decide = (recharge, action) => setDeciding({ recharge, action })
  const columns = useRechargeColumns()
  const [openId, show, close] = useOpenRow()
  const shown = [...(queue.data?.rows ?? []), ...(recharges.data?.rows ?? [])]
  const details = (recharge: Recharge) => (
    <Button size="small" onClick={() => show(recharge.id)}>
      {desk.view}
    </Button>
  )
  const queueColumns: Column<Recharge>[] = [
    ...columns,
    { title: words.why, cell: ({ notifyInfo = '' }) => <span className="gist">{said(notifyInfo)}</span> },
    {
      title: desk.actions,
      kind: 'actions',
      cell: (recharge) => (
        <span className="row-actions">
          <Decisions recharge={recharge} decide={decide} small />
          {details(recharge)}
        </span>
      ),
    },
  ]
  const listColumns: Column<Recharge>[] = [
    ...columns,
    { title: words.channel, cell: ({ channelCode }) => channelCode },
    { title: desk.details, kind: 'actions', cell: details },
  ]
  return (
    <>
      <DeskTitle text={words.title} />
      <h2 className="first">
        <span>{`${words.queue} `}</span>
        {waiting > 0 && <span className="count">{waiting}</span>}
      </h2>
      <RecordList
        label={words.queue}
        query={queue}
        columns={queueColumns}
        keyOf={({ id }) => id}
        size={deskSize}
        pageName="queuePage"
        empty={<p className="quiet calm">{words.queueEmpty}</p>}
      />
      <div className="list-title">
        <h2>{words.list}</h2>
        <Input.Search
          key={keyword}
          className="list-search"
          defaultValue={keyword}
          aria-label={words.keyword}
          placeholder={words.keyword}
          allowClear
          maxLength={200}
          onSearch={(sought) => list(state, withoutUnseen(sought))}
        />
        <StateFilter state={state} choose={(wanted) => list(wanted, keyword)} />
      </div>
      <RecordList
        label={words.list}
        query={recharges}
        columns={listColumns}
        keyOf={({ id }) => id}
        size={deskSize}
        empty={
          <EmptyNotice
            title={!filtered ? words.empty : keyword === '' ? words.emptyOfState : words.emptyOfSearch}
          >
            {!filtered ? words.emptyHint : <Button onClick={() => setSearch({})}>{words.allStates}</Button>}
          </EmptyNotice>
        }
      />
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

function Decisions({
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
  return resolutionsOf(recharge, adminId).map((action) => (
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

function StateFilter({
  state,
  choose,
}: {
  state: number | undefined
  choose: (state: number | undefined) => void
}) {
  const words = useMessages(rechargeWords)
  return (
    <div className="pills" role="group" aria-label={words.byState}>
      {[undefined, ...rechargeStates].map((each) => (
        <button key={each ?? 'all'} type="button" aria-pressed={each === state} onClick={() => choose(each)}>
          {each === undefined ? words.all : words[`state${each}`]}
        </button>
      ))}
    </div>
  )
}
