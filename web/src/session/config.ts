import { setZone } from '../time/zone'

/** What functions/console tells the pages: where people sign in, and what they can choose from. */
export interface SiteConfig {
  authority: string
  clientId: string
  scope: string
  audience: string
  /** The business time zone, by its IANA name. */
  zone?: string
  /** The methods that have a channel, by what a request calls them and what people do. */
  channels?: readonly { method: string; name: string }[]
}

let loaded: SiteConfig | undefined

export async function loadConfig(): Promise<SiteConfig> {
  const response = await fetch('/config.json')
  if (!response.ok) throw new Error(`config.json: HTTP ${response.status}`)
  loaded = (await response.json()) as SiteConfig
  if (loaded.zone) setZone(loaded.zone)
  return loaded
}

/** What was told last. Whoever is signed in has been told it. */
export function siteConfig(): Partial<SiteConfig> {
  return loaded ?? {}
}
