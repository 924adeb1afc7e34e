import { authorizedFetch } from '../../api/client'
import { refusal } from '../../api/failure'
import { exportable, queryOf, type Filter } from './filter'

export type Format = 'csv' | 'xlsx'

/** Whose days the filters are about: those of the request, or those of the payout. */
export type By = 'created' | 'paid'

/** The API has 25 seconds to make an export, and 30 to answer. */
const timeoutMs = 40_000

/** A file that came as the answer, or the address of one that is too large for an answer. */
export type Exported = { kind: 'file'; name: string; content: Blob } | { kind: 'elsewhere'; url: string }

/** Exports what a filter finds. That somebody did is written into the audit log. */
export async function exportFile(
  filter: Filter,
  format: Format,
  by: By,
  signal: AbortSignal,
): Promise<Exported> {
  const query = new URLSearchParams(by === 'paid' ? { format, by } : { format })
  for (const [name, value] of Object.entries(queryOf(exportable(filter)))) query.set(name, String(value))
  const request = new Request(`/admin/escorts/withdraw-records/export?${query.toString()}`, {
    headers: { Accept: 'application/json' },
    signal,
  })
  const response = await authorizedFetch(request, timeoutMs)
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null))
  if (response.headers.get('Content-Type')?.startsWith('application/json')) {
    return { kind: 'elsewhere', url: addressIn(await response.json()) }
  }
  const name = nameIn(response.headers.get('Content-Disposition') ?? '') ?? `withdrawals.${format}`
  return { kind: 'file', name, content: await response.blob() }
}

/** The address that the API tells where a large file is. */
export function addressIn(body: unknown): string {
  const { data } = body as { data?: { url?: unknown } }
  if (typeof data?.url !== 'string') throw new Error('the export’s answer has no address')
  return data.url
}

/** What a Content-Disposition calls a file (RFC 6266): the extended name goes first. */
export function nameIn(disposition: string): string | null {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (extended !== undefined) return decodeURIComponent(extended.trim())
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? null
}

/** Lets the browser keep a file. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address)) // once the click is worked off
}
