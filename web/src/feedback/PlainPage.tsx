import { useEffect, type ReactNode } from 'react'

import { Header } from '../app/Header'

/** A page that says one thing, and has what to do about it. */
export function PlainPage({
  title,
  hint,
  children,
}: {
  title: string
  hint?: string | undefined
  children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Outflow`
  }, [title])
  return (
    <>
      <Header />
      <main className="centred" id="content" tabIndex={-1}>
        <h1>{title}</h1>
        {hint && <p>{hint}</p>}
        <div className="actions">{children}</div>
      </main>
    </>
  )
}
