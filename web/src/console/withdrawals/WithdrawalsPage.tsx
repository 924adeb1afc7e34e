import { DownloadOutlined, ReloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { part } from '../../feedback/part'
import { useMessages } from '../../i18n/messages'
import type { Column } from '../../list/RecordTable'
import { useOpenRow } from '../../list/useOpenRow'
import { usePage } from '../../list/usePage'
import { DeskTitle } from '../desk/DeskTitle'
import { consoleKey } from '../desk/key'
import '../desk/desk.css'
import { useMay } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import { useDecision } from './Acts'
import { allowed } from './allowed'
import { BatchBar } from './BatchBar'
import { Ageing } from './Ageing'
import { Decided } from './decided'
import { anyStatus, filterOf, pageSizeOf, searchOf, unsorted, type Filter, type Withdrawal } from './filter'
import { FloatNote } from './FloatNote'
import { listWords } from './listWords'
import { SavedViews } from './SavedViews'
import { SortSelect } from './SortSelect'
import { useQueue } from './useQueue'
import { Overview } from './Overview'
import { StatusTabs } from './StatusTabs'
import { useBatch } from './useBatch'
import { useSelection, type Selection } from './useSelection'
import { useWithdrawalColumns } from './withdrawalColumns'
import { WithdrawalFilters } from './WithdrawalFilters'
import { WithdrawalList } from './WithdrawalList'
import { useWithdrawals } from './withdrawals'
import './withdrawals.css'
import { WithdrawalDrawer } from './WithdrawalDrawer'

const ExportDialog = lazy(part(async () => ({ default: (await import('./ExportDialog')).ExportDialog })))

/**
 * Everybody's withdrawals: found by eleven filters, sorted as one works through them, decided about singly or several at once. The address has the
 * filters, the page and the withdrawal that is open.
 */
export default function WithdrawalsPage() {
  const words = useMessages(listWords)
  const queries = useQueryClient()
  const [search, setSearch] = useSearchParams()
  const [page] = usePage()
  const [openId, open, close] = useOpenRow()
  const filter = filterOf(search)
  const list = useWithdrawals(filter, page, pageSizeOf(search))
  const adminId = useAdminId()
  const may = useMay()
  const rows = list.data?.rows ?? none
  const selectable = rows.filter(
    (row) => may('review') && row.status === 'pending' && allowed(row, adminId).includes('reject'),
  )
  const selection = useSelection(JSON.stringify(filter), rows, selectable)
  const { decide, dialog } = useDecision()
  const works = filter.status === 'pending' || filter.status === 'approved'
  const queue = useQueue(rows, list.isFetching, openId, open, close, works)
  const { decideAll, batchDialog } = useBatch(selection)
  const [exporting, setExporting] = useState(false)
  const columns = [useSelectColumn(selectable, selection), ...useWithdrawalColumns(open)] as const
  const apply = (wanted: Filter) => setSearch(searchOf(wanted, search))
  const filtered = Object.keys(unsorted(filter)).length > 0
  return (
    <Decided value={queue.decided}>
      <DeskTitle text={words.title}>
        <Button
          type="text"
          aria-label={words.refresh}
          title={words.refresh}
          icon={<ReloadOutlined />}
          onClick={() => void queries.invalidateQueries({ queryKey: consoleKey })}
        />
        {may('export') && (
          <Button icon={<DownloadOutlined />} onClick={() => setExporting(true)}>
            {words.export}
          </Button>
        )}
      </DeskTitle>
      <Overview filter={unsorted(filter)} />
      <StatusTabs filter={filter} />
      <WithdrawalFilters key={JSON.stringify(unsorted(anyStatus(filter)))} filter={filter} apply={apply} />
      <QueueBar filter={filter} apply={apply} />
      <WithdrawalList
        query={list}
        columns={columns}
        above={<BatchBar selection={selection} decide={decideAll} />}
        empty={
          <EmptyNotice title={filtered ? words.emptyFiltered : words.empty}>
            {filtered ? <Button onClick={() => apply({})}>{words.reset}</Button> : words.emptyHint}
          </EmptyNotice>
        }
      />
      {openId !== null && (
        <WithdrawalDrawer
          id={openId}
          decide={decide}
          close={close}
          queue={{ ...queue, open, asked: dialog !== null }}
        />
      )}
      {dialog}
      {batchDialog}
      <Suspense>{exporting && <ExportDialog filter={filter} close={() => setExporting(false)} />}</Suspense>
    </Decided>
  )
}

/** How the list is sorted, the views that are saved, and how long what waits has waited. */
function QueueBar({ filter, apply }: { filter: Filter; apply: (wanted: Filter) => void }) {
  return (
    <>
      <div className="queue-bar">
        <SortSelect filter={filter} apply={apply} />
        <SavedViews />
        {filter.status === 'pending' && <Ageing of="review" />}
        {filter.status === 'approved' && <Ageing of="payout" />}
      </div>
      {filter.status === 'approved' && <FloatNote />}
    </>
  )
}

/** Before there are any. */
const none: readonly Withdrawal[] = []

/** Selects what waits for a review: each, or all on the page. */
function useSelectColumn(selectable: readonly Withdrawal[], selection: Selection): Column<Withdrawal> {
  const words = useMessages(listWords)
  const all = selectable.length > 0 && selectable.every(({ id }) => selection.has(id))
  return {
    title: words.selectAll,
    kind: 'select',
    head: selectable.length > 0 && (
      <input
        type="checkbox"
        aria-label={words.selectAll}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = !all && selectable.some(({ id }) => selection.has(id))
        }}
        onChange={() => selection.set(selectable, !all)}
      />
    ),
    cell: (row) =>
      selectable.includes(row) && (
        <input
          type="checkbox"
          aria-label={words.select(row.withdrawNo)}
          checked={selection.has(row.id)}
          onChange={(event) => selection.set([row], event.target.checked)}
        />
      ),
  }
}
