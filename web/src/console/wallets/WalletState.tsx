import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import type { WalletState as State } from './wallets'
import { walletWords } from './walletWords'

const shown = {
  active: ['good', 'active'],
  frozen: ['attention', 'stateFrozen'],
  closed: ['over', 'closed'],
} as const satisfies Record<State, readonly [Tone, string]>

export function WalletState({ state }: { state: State }) {
  const words = useMessages(walletWords)
  const [tone, word] = shown[state]
  return <StateTag tone={tone}>{words[word]}</StateTag>
}
