import type { UseQueryResult } from '@tanstack/react-query'

import { useTold } from '../../api/words'
import { useMessages } from '../../i18n/messages'
import { RecordList, type RowsPage } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { totalOf } from '../../list/total'
import { deskWords } from '../desk/deskWords'
import { deskSize } from '../desk/key'
import { ViewButton } from '../desk/ViewButton'
import { Decisions, type Decide } from './Decisions'
import { useRechargeColumns } from './rechargeColumns'
import type { Recharge } from './recharges'
import { rechargeWords } from './rechargeWords'

/** The recharges that wait for an admin, why they do, and what can be decided. Its page is in the address. */
export function RechargeQueue({
  queue,
  page,
  show,
  decide,
}: {
  queue: UseQueryResult<RowsPage<Recharge>>
  page: number
  show: (id: string) => void
  decide: Decide
}) {
  const words = useMessages(rechargeWords)
  const desk = useMessages(deskWords)
  const told = useTold()
  const waiting = queue.data ? totalOf(queue.data, page, deskSize) : 0
  const columns: Column<Recharge>[] = [
    ...useRechargeColumns(),
    {
      title: words.why,
      cell: ({ notifyInfo = '', notifyInfoParts }) => (
        <span className="gist">{told(notifyInfo, notifyInfoParts)}</span>
      ),
    },
    {
      title: desk.actions,
      kind: 'actions',
      cell: (recharge) => (
        <span className="row-actions">
          <Decisions recharge={recharge} decide={decide} small />
          <ViewButton show={() => show(recharge.id)} />
        </span>
      ),
    },
  ]
  return (
    <>
      <h2 className="first">
        <span>{`${words.queue} `}</span>
        {waiting > 0 && <span className="count">{waiting}</span>}
      </h2>
      <RecordList
        label={words.queue}
        query={queue}
        columns={columns}
        keyOf={({ id }) => id}
        size={deskSize}
        pageName="queuePage"
        empty={<p className="quiet calm">{words.queueEmpty}</p>}
      />
    </>
  )
}
