import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { useToasts } from '../feedback/Toasts'
import { useIntention } from '../form/useIntention'
import type { Once } from '../form/unsettled'
import { moneyKey } from './wallet'

/** Asks for a withdrawal, once, as {@link useIntention} does; then shows the list in which it is. */
export function useWithdrawalRequest<Request>(
  send: (request: Request, once: Once) => Promise<string>,
  { about, list }: { about: string; list: string },
) {
  const toasts = useToasts()
  const navigate = useNavigate()
  const queries = useQueryClient()
  return useIntention(send, {
    about,
    succeeded: (said, here) => {
      toasts.succeeded(said)
      void queries.invalidateQueries({ queryKey: moneyKey })
      if (here) void navigate(list)
    },
    failed: toasts.failed,
  })
}
