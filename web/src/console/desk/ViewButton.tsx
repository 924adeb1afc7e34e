import { Button } from 'antd'

import { useMessages } from '../../i18n/messages'
import { deskWords } from './deskWords'

/** Opens what a row is about. */
export function ViewButton({ show }: { show: () => void }) {
  const words = useMessages(deskWords)
  return (
    <Button size="small" onClick={show}>
      {words.view}
    </Button>
  )
}
