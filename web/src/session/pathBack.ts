/** Where to go after signing in: only a path of this site, and none that is about signing in. */
export function pathBack(state: unknown): string {
  const ours = typeof state === 'string' && /^\/(?![/\\])/.test(state) && !state.startsWith('/signed-')
  return ours ? state : '/'
}
