/** What no path can have as a segment: a browser takes it for a folder, however it is encoded. */
const folders: readonly string[] = ['.', '..']

const base = '/console/wallets'

/** Where a user's wallet is shown; and with a withdrawal's id, where what contradicts it is settled. */
export function walletPath(userId: string, settles?: string): string {
  const query = new URLSearchParams()
  const inQuery = folders.includes(userId)
  if (inQuery) query.set('user', userId)
  if (settles !== undefined) query.set('settles', settles)
  const path = inQuery ? base : `${base}/${encodeURIComponent(userId)}`
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

/** The user whose wallet an address shows, read from the path as the browser has it: each sign is decoded once. */
export function userIn(pathname: string, search: URLSearchParams): string | undefined {
  const segment = pathname.startsWith(`${base}/`) ? pathname.slice(base.length + 1).replace(/\/+$/, '') : ''
  if (segment === '') return search.get('user') ?? undefined
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** How the API is asked about a user's wallet. */
export function walletParams(userId: string): { path: { userId: string }; query: { userId?: string } } {
  return folders.includes(userId)
    ? { path: { userId: '-' }, query: { userId } }
    : { path: { userId }, query: {} }
}
