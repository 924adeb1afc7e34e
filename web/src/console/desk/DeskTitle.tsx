import { useEffect, type ReactNode } from 'react'

/** A console page's heading, what belongs beside it, and the document's title. */
export function DeskTitle({ text, children }: { text: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${text} · Outflow`
  }, [text])
  return (
    <div className="page-title">
      <h1>{text}</h1>
      {children}
    </div>
  )
}
