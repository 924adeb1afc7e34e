import { Select } from 'antd'

import { useMessages } from '../i18n/messages'
import { entryTypes, entryTypeWords, type Entry } from './entryTypes'

/** Which type of entries is shown. */
export function EntryTypeSelect({
  label,
  type,
  choose,
}: {
  label: string
  type: Entry['type'] | undefined
  choose: (type: Entry['type'] | undefined) => void
}) {
  const words = useMessages(entryTypeWords)
  return (
    <Select<Entry['type'] | 'all'>
      aria-label={label}
      className="entry-type"
      value={type ?? 'all'}
      options={[
        { value: 'all', label: words.all },
        ...entryTypes.map((value) => ({ value, label: words[value] })),
      ]}
      onChange={(value) => choose(value === 'all' ? undefined : value)}
    />
  )
}
