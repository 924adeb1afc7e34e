import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useSearchParams } from 'react-router'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { withoutUnseen } from '../../form/seen'
import { useMessages } from '../../i18n/messages'
import { RecordList, type RowsPage } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { deskWords } from '../desk/deskWords'
import { deskSize } from '../desk/key'
import { ViewButton } from '../desk/ViewButton'
import { useRechargeColumns } from './rechargeColumns'
import { rechargeStates, type Recharge, type RechargeFilter, type RechargeState } from './recharges'
import { rechargeWords } from './rechargeWords'

/** What is looked for among all recharges. */
type Sought = Pick<RechargeFilter, 'state' | 'keyword'>

/** What is looked for, kept in the address. */
export function useSought(): [sought: Sought, seek: (wanted: Sought) => void] {
  const [search, setSearch] = useSearchParams()
  const state = rechargeStates.find((known) => String(known) === search.get('state'))
  const keyword = withoutUnseen(search.get('keyword') ?? '')
  const sought = { ...(state !== undefined && { state }), ...(keyword !== '' && { keyword }) }
  const seek = (wanted: Sought) =>
    setSearch({
      ...(wanted.state !== undefined && { state: String(wanted.state) }),
      ...(wanted.keyword && { keyword: wanted.keyword }),
    })
  return [sought, seek]
}

/** Everybody's recharges, or those that are looked for. */
export function RechargeList({
  recharges,
  sought,
  seek,
  show,
}: {
  recharges: UseQueryResult<RowsPage<Recharge>>
  sought: Sought
  seek: (wanted: Sought) => void
  show: (id: string) => void
}) {
  const words = useMessages(rechargeWords)
  const desk = useMessages(deskWords)
  const { state, keyword = '' } = sought
  const filtered = state !== undefined || keyword !== ''
  const columns: Column<Recharge>[] = [
    ...useRechargeColumns(),
    { title: words.channel, cell: ({ channelCode }) => channelCode },
    { title: desk.details, kind: 'actions', cell: ({ id }) => <ViewButton show={() => show(id)} /> },
  ]
  return (
    <>
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
          onSearch={(typed) => seek({ ...sought, keyword: withoutUnseen(typed) })}
        />
        <StateFilter
          state={state}
          choose={(wanted) => seek({ keyword, ...(wanted !== undefined && { state: wanted }) })}
        />
      </div>
      <RecordList
        label={words.list}
        query={recharges}
        columns={columns}
        keyOf={({ id }) => id}
        size={deskSize}
        empty={
          <EmptyNotice
            title={!filtered ? words.empty : keyword === '' ? words.emptyOfState : words.emptyOfSearch}
          >
            {!filtered ? words.emptyHint : <Button onClick={() => seek({})}>{words.allStates}</Button>}
          </EmptyNotice>
        }
      />
    </>
  )
}

function StateFilter({
  state,
  choose,
}: {
  state: RechargeState | undefined
  choose: (state: RechargeState | undefined) => void
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
