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
  const list = (fields: readonly string[]) =>
    fields.length > 0 && <span className="code">{fields.join(', ')}</span>
  const { state, kind, by, byName = by, rehearsal, withdrawnBy, withdrawnAt } = version
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      words.state,
      <StateTag key="state" tone={tones[state]}>
        {words[`state.${state}`]}
      </StateTag>,
    ],
    [words.kind, words[`kind.${kind}`]],
    [words.tightens, list(version.tightens)],
    [words.loosens, list(version.loosens)],
    [words.rehearsal, rehearsal && words.rehearsalOf(rehearsal.passed, rehearsal.waited, rehearsal.refused)],
    [words.reason, version.reason],
    [words.by, byName],
    [words.at, moment(version.at)],
    [words.effective, moment(version.effectiveAt)],
    [words.lapses, state === 'in_force' && moment(version.lapsesAt)],
    [words.withdrawn, withdrawnAt !== undefined && `${withdrawnBy ?? ''} · ${formatMoment(withdrawnAt)}`],
  ]
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
