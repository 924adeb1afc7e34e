import { Skeleton } from 'antd'

import { useMessages } from '../i18n/messages'
import { feedbackWords } from './words'

/** The outline of what is coming. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const words = useMessages(feedbackWords)
  return (
    <div role="status" aria-label={words.loading}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}
