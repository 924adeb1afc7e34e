import type { ReactNode } from 'react'

/** An empty list: what would be here, and what to do next. */
export function EmptyNotice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="56" height="40" viewBox="0 0 56 40" aria-hidden="true">
        <path
          d="M4 16 14 4h28l10 12v20H4z M4 16h14l4 6h12l4-6h14"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
        />
      </svg>
      <p>{title}</p>
      {children}
    </div>
  )
}
