import { use, useState } from 'react'

import { useAct } from '../desk/useAct'
import { isAsBefore } from './asBefore'
import { Decided } from './decided'
import type { Withdrawal } from './filter'
import { readDetail } from './withdrawals'

/** An act about one withdrawal. */
export function useWithdrawalAct<Request, Answer>(
  withdrawal: Withdrawal,
  send: (request: Request) => Promise<Answer>,
  did: (answer: Answer) => string,
) {
  const [before] = useState(withdrawal) // what the admin decided about, whatever is loaded meanwhile
  const decided = use(Decided)
  const tell = (answer: Answer) => {
    decided(before.id)
    return did(answer)
  }
  return useAct(send, tell, { asBefore: async () => isAsBefore(before, await readDetail(before.id)) })
}
