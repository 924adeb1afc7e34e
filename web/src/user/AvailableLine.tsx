import { Button } from 'antd'

import { useMessages } from '../i18n/messages'
import { Amount } from '../money/Amount'
import { orderWords } from './orderWords'
import { useWallet } from './wallet'

/** What can be taken out, and a way to take all of it. */
export function AvailableLine({ take }: { take: (amount: string) => void }) {
  const words = useMessages(orderWords)
  const available = useWallet().data?.availableBalance
  return (
    <p className="available">
      <span>
        <span>{`${words.available} `}</span>
        <strong>{available === undefined ? '…' : <Amount of={available} />}</strong>
      </span>
      {available !== undefined && available !== '0.00' && (
        <Button type="link" onClick={() => take(available)}>
          {words.all}
        </Button>
      )}
    </p>
  )
}
