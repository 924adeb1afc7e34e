import type { ReactNode } from 'react'

import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import { formatMoment } from '../../time/moment'
import type { PolicyVersion } from './policies'
import { policyWords } from './policyWords'

const tones: Record<PolicyVersion['state'], Tone> = {
  waiting: 'waiting',
  scheduled: 'waiting',
  in_force: 'good',
  withdrawn: 'over',
  expired: 'over',
  overtaken: 'over',
  past: 'over',
}

/** How a version of the policy came to be, what it changes, and what it would have changed. */
export function VersionFacts({ of: version }: { of: PolicyVersion }) {
  const words = useMessages(policyWords)
  const moment = (at: string | undefined) => at !== undefined && formatMoment(at)
  const { state, kind, by, byName = by, withdrawnBy, withdrawnAt } = version
  const facts: Facts = [
    [
      words.state,
      <StateTag key="state" tone={tones[state]}>
        {words[`state.${state}`]}
      </StateTag>,
    ],
    [words.kind, words[`kind.${kind}`]],
    ...changed(words, version),
    [words.reason, version.reason],
    [words.by, byName],
    [words.at, moment(version.at)],
    [words.effective, moment(version.effectiveAt)],
    [words.lapses, state === 'in_force' && moment(version.lapsesAt)],
    [words.withdrawn, withdrawnAt !== undefined && `${withdrawnBy ?? ''} · ${formatMoment(withdrawnAt)}`],
  ]
  return <FactList of={facts} />
}

/** What a change of the policy would do, beside how things are. */
export function ChangeFacts({ of: version }: { of: PolicyVersion }) {
  const words = useMessages(policyWords)
  const facts: Facts = [
    [words.kind, words[`kind.${version.kind}`]],
    [words.needed, words.people(version.approvalsNeeded)],
    ...changed(words, version),
    [words.asItIs, rehearsed(words, version.rehearsalInForce)],
  ]
  return <FactList of={facts} />
}

type Facts = readonly (readonly [string, ReactNode])[]
type Words = (typeof policyWords)['zh']

const list = (fields: readonly string[]) =>
  fields.length > 0 && <span className="code">{fields.join(', ')}</span>

function changed(words: Words, { tightens, loosens, rehearsal }: PolicyVersion): Facts {
  const open = rehearsal && rehearsal.open > 0 && words.openOf(rehearsal.open, rehearsal.raised)
  return [
    [words.tightens, list(tightens)],
    [words.loosens, list(loosens)],
    [words.rehearsed, rehearsal && words.rehearsedOf(rehearsal.days, rehearsal.most)],
    [words.rehearsal, rehearsed(words, rehearsal)],
    [words.open, open],
  ]
}

function rehearsed(words: Words, of: PolicyVersion['rehearsal']) {
  return of && words.rehearsalOf(of.passed, of.waited, of.refused)
}

function FactList({ of: facts }: { of: Facts }) {
  return (
    <dl className="facts first">
      {facts.map(
        ([label, value]) =>
          value !== undefined &&
          value !== false &&
          value !== '' && (
            <div className="fact" key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
