import { Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'

import { useToasts } from '../../feedback/Toasts'
import { useIntention } from '../../form/useIntention'
import { refreshDesk } from './refresh'

/** Asks the gateway about an order once more, also after its end. What it says is shown by what is loaded anew. */
export function AskAgain({ send, act, did }: { send: () => Promise<unknown>; act: string; did: string }) {
  const toasts = useToasts()
  const queries = useQueryClient()
  const { submit, busy } = useIntention(send, {
    succeeded: () => {
      toasts.succeeded(did)
      refreshDesk(queries)
    },
    failed: (error) => toasts.failed(error),
  })
  return (
    <Button loading={busy} onClick={() => submit(undefined)}>
      {act}
    </Button>
  )
}
