import { messages, useMessages } from '../i18n/messages'
import { foreignZone } from './zone'

const words = messages(
  { zone: (zone: string) => `时间和日期按 ${zone} 时区显示` },
  { zone: (zone: string) => `Times and days are those of ${zone}` },
)

/** Says whose times are shown, to whoever has others. */
export function ZoneNote() {
  const { zone } = useMessages(words)
  const foreign = foreignZone(new Date())
  return foreign === null ? null : <p className="zone-note">{zone(foreign)}</p>
}
