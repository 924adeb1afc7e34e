/** Who is signed in, as their access token says. The API checks it; here it decides what is shown, no more. */
export interface Person {
  sub: string
  name: string
  role: string
}

export function personOf(accessToken: string): Person {
  const claims = claimsOf(accessToken)
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '')
  return { sub: text('sub'), name: text('name') || text('sub'), role: text('role') }
}

/** A JWT's claims; none of a token that is no JWT. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const encoded = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
