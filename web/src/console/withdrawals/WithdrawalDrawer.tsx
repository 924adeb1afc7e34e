import { useTold } from '../../api/words'
import { failureOf } from '../../api/failure'
import { EmptyNotice } from '../../feedback/EmptyNotice'
import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { StateTag } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { RowDrawer } from '../../list/RowDrawer'
import { Amount } from '../../money/Amount'
import { missingOf } from '../desk/approvable'
import { ApprovalCount, Approvals } from '../desk/Approvals'
import { approvalWords } from '../desk/approvalWords'
import { AskAgain } from '../desk/AskAgain'
import { TargetHistory } from '../audit/TargetHistory'
import { useMay } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import { Acts, type Decide } from './Acts'
import { causeOf } from './allowed'
import { detailWords } from './detailWords'
import { HoldBox } from './HoldBox'
import { listWords } from './listWords'
import { Returns } from './Returns'
import { ReviewFacts } from './ReviewFacts'
import { StatusTag } from './StatusTag'
import { StepButtons, useSteps, type Steps } from './Steps'
import { Timeline } from './Timeline'
import { WalletGlance } from './WalletGlance'
import { WithdrawalFacts } from './WithdrawalFacts'
import { askAgain, useDetail, type Detail } from './withdrawals'

/** Everything about one withdrawal, and what its state allows. */
export function WithdrawalDrawer({
  id,
  decide,
  close,
  queue,
}: {
  id: string
  decide: Decide
  close: () => void
  /** The rows that it is one of, where they are gone through one after the other. */
  queue?: Steps
}) {
  const words = useMessages(detailWords)
  const detail = useDetail(id)
  useSteps(queue, detail.data, decide)
  return (
    <RowDrawer
      title={words.title(detail.data?.withdrawNo ?? '')}
      closed={close}
      size={560}
      footer={detail.data && <Foot withdrawal={detail.data} decide={decide} />}
      {...(queue && { extra: <StepButtons queue={queue} /> })}
    >
      {detail.data ? (
        <Whole withdrawal={detail.data} />
      ) : !detail.isError ? (
        <Loading rows={12} />
      ) : failureOf(detail.error).kind === 'not-found' ? (
        <EmptyNotice title={words.gone} />
      ) : (
        <FailureNotice error={detail.error} retry={() => void detail.refetch()} />
      )}
    </RowDrawer>
  )
}

/** What can be done, or why nothing can. */
function Foot({ withdrawal, decide }: { withdrawal: Detail; decide: Decide }) {
  const words = useMessages(detailWords)
  const approval = useMessages(approvalWords)
  const own = withdrawal.escortId === useAdminId()
  const may = useMay()
  const open = ['pending', 'approved', 'processing'].includes(withdrawal.status)
  const asks =
    may('pay') &&
    !own &&
    withdrawal.payoutChannel !== undefined &&
    ['processing', 'failed'].includes(withdrawal.status)
  const missing = withdrawal.status === 'approved' ? missingOf(withdrawal) : 0
  const waits = withdrawal.status === 'processing' && withdrawal.needsAttention !== true
  return (
    <>
      {own && open && <p className="calm quiet">{words.own}</p>}
      {missing > 0 && <p className="drawer-note quiet">{approval.missing(missing)}</p>}
      {waits && <p className="drawer-note quiet">{words.atGateway}</p>}
      {withdrawal.walletStatus !== undefined && withdrawal.status === 'approved' && (
        <p className="drawer-note warn">{words.walletInactive}</p>
      )}
      <div className="drawer-acts">
        {asks && <AskAgain send={() => askAgain(withdrawal.id)} act={words.ask} did={words.didAsk} />}
        <Acts withdrawal={withdrawal} decide={decide} />
      </div>
    </>
  )
}

function Whole({ withdrawal }: { withdrawal: Detail }) {
  const words = useMessages(detailWords)
  const told = useTold()
  const list = useMessages(listWords)
  const approval = useMessages(approvalWords)
  return (
    <>
      <div className="drawer-head">
        <strong>
          <Amount of={withdrawal.amount} />
        </strong>
        <span className="tags">
          <StatusTag of={withdrawal.status} />
          {withdrawal.needsAttention && <StateTag tone="attention">{list.attention}</StateTag>}
        </span>
      </div>
      {withdrawal.needsAttention && (
        <div className="attention-box">
          <strong>{list.attention}</strong>
          <p>{words[causeOf(withdrawal)]}</p>
          {withdrawal.attentionReason !== undefined && (
            <p>{told(withdrawal.attentionReason, withdrawal.attentionReasonParts)}</p>
          )}
        </div>
      )}
      <HoldBox of={withdrawal} />
      <ReviewFacts of={withdrawal} />
      <WithdrawalFacts key={withdrawal.id} withdrawal={withdrawal} />
      <Returns withdrawal={withdrawal} />
      {withdrawal.approvalsNeeded !== undefined && (
        <>
          <h3 className="with-count">
            <span>{approval.title}</span>
            <ApprovalCount of={withdrawal} />
          </h3>
          <Approvals of={withdrawal} />
        </>
      )}
      <h3>{words.log}</h3>
      <Timeline lines={withdrawal.logs} />
      <h3>{words.wallet}</h3>
      <WalletGlance userId={withdrawal.escortId} />
      <h3>{words.audit}</h3>
      <TargetHistory module="withdraw" targetId={withdrawal.id} />
    </>
  )
}
