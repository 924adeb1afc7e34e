/** How something stands: under way, well ended, badly ended, in need of somebody, or over. */
export type Tone = 'waiting' | 'good' | 'bad' | 'attention' | 'over'

/** A state in a word. The word says it; the colour, which everybody can read it on, only helps to find it. */
export function StateTag({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`tag ${tone}`}>{children}</span>
}
