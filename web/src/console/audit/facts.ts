import { formatAmount } from '../../money/amount'
import type { Told } from '../../api/words'
import type { Audit } from './audits'

export type Terms = Readonly<Record<string, string>>

/** One thing that a record tells. */
export interface Fact {
  name: string
  label: string
  value: string
}

const amounts = new Set(['amount', 'credited', 'minAmount', 'maxAmount'])
const states = new Set(['from', 'to', 'status'])

/** What a record's detail, or an export's filters, tell: a JSON object, in words. What is no object is told as it is. */
export function factsOf(json: string | undefined, module: string, terms: Terms): Fact[] {
  if (json === undefined || json === '') return []
  const told = parsed(json)
  if (told === null) return [{ name: '', label: '', value: json }]
  return Object.entries(told)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([name, value]) => ({
      name,
      label: terms[`key.${name}`] ?? name,
      value: valueOf(name, value, module, terms),
    }))
}

function parsed(json: string): Record<string, unknown> | null {
  try {
    const told: unknown = JSON.parse(json)
    return typeof told === 'object' && told !== null && !Array.isArray(told)
      ? (told as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function valueOf(name: string, value: unknown, module: string, terms: Terms): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (amounts.has(name)) return formatAmount(text)
  if (states.has(name)) return terms[`${module}.state.${text}`] ?? text
  if (name === 'method' || name === 'needsAttention') return terms[`value.${text}`] ?? text
  if (name === 'format') return text.toUpperCase()
  return text
}

/** What a record's detail tells. */
export function detailOf({ detail, module, messageParts }: Audit, terms: Terms, told: Told): Fact[] {
  return factsOf(detail, module, terms).map((fact) =>
    fact.name === 'message' ? { ...fact, value: told(fact.value, messageParts) } : fact,
  )
}

/** A record's act in words. */
export function actOf({ module, action }: Pick<Audit, 'module' | 'action'>, terms: Terms): string {
  return terms[`${module}.${action}`] ?? `${module} · ${action}`
}

/** The gist of a record in a line: where a state went, how much, and why. */
export function gistOf(record: Audit, terms: Terms, told: Told): string {
  const facts = detailOf(record, terms, told)
  const of = (name: string) => facts.find((fact) => fact.name === name)?.value
  const from = of('from')
  const to = of('to')
  const step = from === undefined || from === to ? to : `${from} → ${to ?? ''}`
  const rest = facts.filter(
    ({ name, value }) => !['from', 'to'].includes(name) && !(name === 'credited' && value === '0.00'),
  )
  const parts = rest.map(({ name, label, value }) =>
    ['reason', 'message', 'amount', 'credited', 'format', ''].includes(name) ? value : `${label} ${value}`,
  )
  return [step, ...parts].filter((part) => part !== undefined && part !== '').join(' · ')
}
