import { StopOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'

import { EmptyNotice } from '../../feedback/EmptyNotice'
import { useMessages } from '../../i18n/messages'
import { RecordList } from '../../list/RecordList'
import type { Column } from '../../list/RecordTable'
import { usePage } from '../../list/usePage'
import { formatMoment } from '../../time/moment'
import { DeskTitle } from '../desk/DeskTitle'
import { deskWords } from '../desk/deskWords'
import '../desk/desk.css'
import { deskSize } from '../desk/key'
import { useMay } from '../desk/me'
import { BlockDialog } from './BlockDialog'
import { useBlocks, type BlockedAccount } from './blocks'
import { blockWords } from './blockWords'
import { LiftBlockDialog } from './LiftBlockDialog'

/** The accounts that nothing is paid to. */
export default function BlocksPage() {
  const words = useMessages(blockWords)
  const may = useMay()
  const [page] = usePage()
  const blocks = useBlocks(page, deskSize)
  const [blocking, setBlocking] = useState(false)
  const [lifting, setLifting] = useState<BlockedAccount | null>(null)
  const columns = useBlockColumns(setLifting)
  return (
    <>
      <DeskTitle text={words.title}>
        {may('review', 'wallet', 'pay') && (
          <Button danger icon={<StopOutlined aria-hidden />} onClick={() => setBlocking(true)}>
            {words.block}
          </Button>
        )}
      </DeskTitle>
      <p className="quiet">{words.lead}</p>
      <RecordList
        label={words.title}
        query={blocks}
        columns={columns}
        keyOf={({ id }) => id}
        size={deskSize}
        empty={<EmptyNotice title={words.empty}>{words.emptyHint}</EmptyNotice>}
      />
      {blocking && <BlockDialog close={() => setBlocking(false)} />}
      {lifting && <LiftBlockDialog key={lifting.id} block={lifting} close={() => setLifting(null)} />}
    </>
  )
}

function useBlockColumns(lift: (block: BlockedAccount) => void): Column<BlockedAccount>[] {
  const words = useMessages(blockWords)
  const desk = useMessages(deskWords)
  const may = useMay()
  return [
    { title: words.account, cell: ({ account }) => <span className="code">{account}</span> },
    { title: words.at, cell: ({ at }) => <span className="moment">{formatMoment(at)}</span> },
    { title: words.by, cell: ({ by, byName = by }) => byName || words.outside },
    {
      title: words.reason,
      cell: ({ reason, liftedBy = [] }) => (
        <span className="gist">
          <span>{reason}</span>
          {liftedBy.length > 0 && <small className="below">{words.liftedBy(liftedBy.join(', '))}</small>}
        </span>
      ),
    },
    {
      title: desk.details,
      kind: 'actions',
      cell: (block) =>
        may('wallet', 'pay') && (
          <Button size="small" onClick={() => lift(block)}>
            {words.lift}
          </Button>
        ),
    },
  ]
}
