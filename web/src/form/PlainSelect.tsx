import type { ComponentProps } from 'react'

export interface Choice {
  value: string
  label: string
}

/**
 * The browser's own select. Whoever fills in forms by script finds it by its name, and its options by their values;
 * on a phone it opens as the phone's own.
 */
export function PlainSelect({
  options,
  ...props
}: ComponentProps<'select'> & { options: readonly Choice[] }) {
  return (
    <select className="plain-select" {...props}>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
