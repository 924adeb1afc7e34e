import { useId } from 'react'

import { PlainSelect } from '../../form/PlainSelect'
import { useMessages } from '../../i18n/messages'
import { sortOf, sorts, type Filter, type Sort } from './filter'
import { queueWords } from './queueWords'

/** How the list is sorted. */
export function SortSelect({ filter, apply }: { filter: Filter; apply: (wanted: Filter) => void }) {
  const words = useMessages(queueWords)
  const id = useId()
  return (
    <span className="queue-choice">
      <label htmlFor={id}>{words.sort}</label>
      <PlainSelect
        id={id}
        name="sort"
        value={sortOf(filter)}
        options={sorts.map((value) => ({ value, label: words[`sort.${value}`] }))}
        onChange={({ target }) => apply({ ...filter, sort: target.value as Sort })}
      />
    </span>
  )
}
