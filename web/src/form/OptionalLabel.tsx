import { useMessages } from '../i18n/messages'
import { formWords } from './words'

/** The label of a field that may be left empty, which it says. */
export function OptionalLabel({ text }: { text: string }) {
  const words = useMessages(formWords)
  return (
    <>
      <span>{`${text}\u00a0`}</span>
      <small>{`(${words.optional})`}</small>
    </>
  )
}
