import { usePreferences } from '../app/preferences'

type Message = string | ((...values: never[]) => string)
type Alike<M extends Message> = M extends string ? string : M

/** The words of one part of the pages, in both languages. */
export interface Messages<Words> {
  zh: Words
  en: Words
}

/** Pairs Chinese words with English ones: what one language lacks is an error of types. */
export function messages<const Zh extends Record<string, Message>>(
  zh: Zh,
  en: { [Name in keyof Zh]: Alike<Zh[Name]> },
): Messages<{ [Name in keyof Zh]: Alike<Zh[Name]> }> {
  return { zh: zh as { [Name in keyof Zh]: Alike<Zh[Name]> }, en }
}

/** The words in the language that is chosen. */
export function useMessages<Words>(pair: Messages<Words>): Words {
  return pair[usePreferences().language]
}
