import { StateTag, type Tone } from '../../feedback/StateTag'
import { useMessages } from '../../i18n/messages'
import type { Status } from './filter'
import { statusWords } from './listWords'

const tones: Record<Status, Tone> = {
  pending: 'waiting',
  approved: 'waiting',
  processing: 'waiting',
  completed: 'good',
  rejected: 'over',
  failed: 'bad',
}

/** A withdrawal's status in a word. */
export function StatusTag({ of: status }: { of: Status }) {
  return <StateTag tone={tones[status]}>{useMessages(statusWords)[status]}</StateTag>
}
