import type { Schemas } from './client'
import generated from './sentences.json'

export type Language = 'zh' | 'en'

/** What happened, or why something was refused: the API's closed list. */
export type Reason = Schemas['Reason']

/** A reason, with what its sentence names. */
export type Statement = Schemas['Statement']

/** What the machine says in a message: behind what a person or the gateway gave, if anything. */
export type Parts = Schemas['Parts']

/**
 * The sentences of the API's own package words, which `tools/web` writes down. A reason that has none in both
 * languages does not compile. `{name}` stands for an argument, `{name:form}` for one in a form.
 */
const sentences: Readonly<Record<Reason, Readonly<Record<Language, string>>>> = generated

type Form = (value: string) => string

const forms: Readonly<Record<Language, Readonly<Record<string, Form>>>> = {
  zh: {
    list: (value) => value.replaceAll(',', '、'),
    or: (value) => value.replaceAll(',', '、').replace(/、([^、]*)$/, ' 或 $1'),
    money: (value) => `${value}元`,
  },
  en: {
    list: (value) => value.replaceAll(',', ', '),
    or: (value) => value.replaceAll(',', ', ').replace(/, ([^,]*)$/, ' or $1'),
    money: (value) => value,
  },
}

/** A statement in words; null of a reason that is newer than this page. */
export function sentenceOf({ reason, args }: Statement, language: Language): string | null {
  const sentence = (sentences as Partial<typeof sentences>)[reason]?.[language]
  return (
    sentence?.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form = '') => {
      const value = args[name] ?? ''
      return forms[language][form as string]?.(value) ?? value
    }) ?? null
  )
}

/** A message in words. What was stored before there were reasons, or a person gave, is told as it is. */
export function tell(message: string, parts: Parts | undefined, language: Language): string {
  const said = parts?.statements.map((statement) => sentenceOf(statement, language)) ?? [null]
  return said.includes(null) ? message : (parts?.text ?? '') + said.join('')
}
