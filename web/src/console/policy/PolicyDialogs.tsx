import { Form } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { ActionDialog } from '../desk/ActionDialog'
import { ReasonItem } from '../desk/ReasonItem'
import { useAct } from '../desk/useAct'
import {
  confirmPolicy,
  proposePolicy,
  usePreview,
  withdrawPolicy,
  type Policy,
  type PolicyRequest,
  type PolicyVersion,
} from './policies'
import { policyWords } from './policyWords'
import { ChangeFacts, VersionFacts } from './VersionFacts'

/** Shows what a policy tightens and loosens, and what the last 30 days would have looked like under it, and submits it. */
export function ProposeDialog({
  policy,
  proposed,
  close,
}: {
  policy: Policy
  proposed: () => void
  close: () => void
}) {
  const words = useMessages(policyWords)
  const [form] = Form.useForm<{ reason: string }>()
  const [made, setMade] = useState<PolicyVersion | null>(null)
  const send = async (request: PolicyRequest) => {
    const version = await proposePolicy(request)
    setMade(version)
    return version
  }
  const { submit, dialog } = useAct(send, ({ version }) => words.didPropose(version))
  return (
    <ActionDialog
      title={made ? words.version(made.version) : words.proposeTitle}
      act={words.propose}
      danger
      focus="reason"
      form={form}
      {...dialog}
      told={made !== null && <Made version={made} />}
      send={({ reason }) => submit({ policy, reason: reason.trim() })}
      close={() => {
        close()
        if (made) proposed()
      }}
    >
      {made === null && <Preview policy={policy} />}
      <p>{words.proposeEffect}</p>
      <ReasonItem />
    </ActionDialog>
  )
}

/** What it would change. Whoever has to tighten something in a hurry does not wait for it. */
function Preview({ policy }: { policy: Policy }) {
  const preview = usePreview(policy)
  return preview.data ? (
    <ChangeFacts of={preview.data} />
  ) : preview.isError ? (
    <FailureNotice error={preview.error} retry={() => void preview.refetch()} />
  ) : (
    <Loading rows={3} />
  )
}

function Made({ version }: { version: PolicyVersion }) {
  const words = useMessages(policyWords)
  return (
    <>
      <VersionFacts of={version} />
      <p>
        <Link to={`/console/policy?version=${version.version}`}>{words.see}</Link>
      </p>
    </>
  )
}

/** One more person's word for a version, or its end before it is in force. */
export function VersionDialog({
  version,
  act,
  close,
}: {
  version: PolicyVersion
  act: 'confirm' | 'withdraw'
  close: () => void
}) {
  const words = useMessages(policyWords)
  const [form] = Form.useForm<object>()
  const [before] = useState(version)
  const confirms = act === 'confirm'
  const { submit, dialog } = useAct(confirms ? confirmPolicy : withdrawPolicy, () =>
    confirms ? words.didConfirm : words.didWithdraw,
  )
  return (
    <ActionDialog
      title={confirms ? words.confirmTitle(before.version) : words.withdrawTitle(before.version)}
      act={words[act]}
      danger={!confirms}
      form={form}
      {...dialog}
      send={() => submit(before.version)}
      close={close}
    >
      <VersionFacts of={before} />
      {!confirms && <p>{words.withdrawEffect}</p>}
    </ActionDialog>
  )
}
