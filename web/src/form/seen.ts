const unseen = String.raw`[\s\p{Cf}\p{Variation_Selector}\u034f\u115f\u1160\u2800\u3164\uffa0]`
const around = new RegExp(`^${unseen}+|${unseen}+$`, 'gu')

/** A text without what cannot be seen around it, which is copied along with numbers: spaces, byte order marks. */
export function withoutUnseen(text: string): string {
  return text.replace(around, '')
}
