import { ArrowLeftOutlined } from '@ant-design/icons'
import { useEffect, type ReactNode } from 'react'
import { Link } from 'react-router'

import { useMessages } from '../i18n/messages'
import { userWords } from './words'

/** A page's heading, and the document's title with it. */
export function PageTitle({
  text,
  backTo,
  children,
}: {
  text: string
  backTo?: string
  children?: ReactNode
}) {
  const words = useMessages(userWords)
  useEffect(() => {
    document.title = `${text} · Outflow`
  }, [text])
  return (
    <div className="page-title">
      {backTo !== undefined && (
        <Link to={backTo} aria-label={words.back}>
          <ArrowLeftOutlined />
        </Link>
      )}
      <h1>{text}</h1>
      {children}
    </div>
  )
}
