import { Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import { FailureNotice } from '../../feedback/FailureNotice'
import { Loading } from '../../feedback/Loading'
import { useMessages } from '../../i18n/messages'
import { Approvals } from '../desk/Approvals'
import { DeskTitle } from '../desk/DeskTitle'
import '../desk/desk.css'
import { useMay, usePerson } from '../desk/me'
import { PolicyEditor } from './PolicyEditor'
import { ProposeDialog, VersionDialog } from './PolicyDialogs'
import { policyActsOf, textOf, usePolicy, type Policy, type PolicyVersion } from './policies'
import { policyWords } from './policyWords'
import { VersionFacts } from './VersionFacts'

/** The policy that is in force, or the version that the address names, and its changes. */
export default function PolicyPage() {
  const words = useMessages(policyWords)
  const [search] = useSearchParams()
  const asked = Number(search.get('version'))
  const policy = usePolicy(Number.isSafeInteger(asked) && asked > 0 ? asked : undefined)
  return (
    <>
      <DeskTitle text={words.title} />
      {policy.data ? (
        <Version key={search.get('version')} version={policy.data} />
      ) : policy.isError ? (
        <FailureNotice error={policy.error} retry={() => void policy.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  )
}

function Version({ version }: { version: PolicyVersion }) {
  const words = useMessages(policyWords)
  const may = useMay()('policy')
  const [editing, setEditing] = useState(false)
  const [proposing, setProposing] = useState<Policy | null>(null)
  return (
    <>
      <Decision version={version} may={may} />
      {editing ? (
        <PolicyEditor policy={version.policy} propose={setProposing} stop={() => setEditing(false)} />
      ) : (
        <section className="card">
          <div className="page-title">
            <h2>{words.content}</h2>
            {may && <Button onClick={() => setEditing(true)}>{words.edit}</Button>}
          </div>
          <pre className="code policy-shown">{textOf(version.policy)}</pre>
          <p className="quiet">{words.template}</p>
          {!may && <p className="quiet">{words.noPeople}</p>}
        </section>
      )}
      {proposing && (
        <ProposeDialog
          policy={proposing}
          proposed={() => setEditing(false)}
          close={() => setProposing(null)}
        />
      )}
    </>
  )
}

function Decision({ version, may }: { version: PolicyVersion; may: boolean }) {
  const words = useMessages(policyWords)
  const person = usePerson()
  const [deciding, setDeciding] = useState<'confirm' | 'withdraw' | null>(null)
  const { version: number, inForce, newest, approvals, approvalsNeeded } = version
  const open = version.state === 'waiting' || (version.state === 'in_force' && version.lapsesAt !== undefined)
  const given = {
    approvals: approvals.map((one) => ({ ...one, by: one.person })),
    ...(open && { approvalsNeeded }),
  }
  return (
    <section className="card policy-version">
      <h2>{words.version(number)}</h2>
      <VersionFacts of={version} />
      <Approvals of={given} />
      <div className="actions">
        {(may ? policyActsOf(version, person) : []).map((act) => (
          <Button
            key={act}
            type={act === 'confirm' ? 'primary' : 'default'}
            danger={act === 'withdraw'}
            onClick={() => setDeciding(act)}
          >
            {words[act]}
          </Button>
        ))}
        {inForce !== number && <Link to="/console/policy">{words.current(inForce)}</Link>}
        {newest > number && <Link to={`/console/policy?version=${newest}`}>{words.newer(newest)}</Link>}
      </div>
      {deciding && <VersionDialog version={version} act={deciding} close={() => setDeciding(null)} />}
    </section>
  )
}
