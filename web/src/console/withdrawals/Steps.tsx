import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useEffectEvent } from 'react'

import { useMessages } from '../../i18n/messages'
import { useMay, usePerson } from '../desk/me'
import { useAdminId } from '../desk/useAdminId'
import type { Decide } from './Acts'
import { allowed, permissionsOf, type Act } from './allowed'
import { queueWords } from './queueWords'
import type { Queue } from './useQueue'
import type { Detail } from './withdrawals'

/** The rows beside an open one, and the way there. */
export interface Steps extends Queue {
  open: (id: string) => void
  /** A dialog asks about it: no key means anything else. */
  asked: boolean
}

/** To the rows beside the open one. */
export function StepButtons({ queue: { next, previous, open } }: { queue: Steps }) {
  const words = useMessages(queueWords)
  const step = (to: string | null, label: string, icon: React.ReactNode) => (
    <Button
      type="text"
      aria-label={label}
      title={`${label} · ${words.keys}`}
      icon={icon}
      disabled={to === null}
      onClick={() => to !== null && open(to)}
    />
  )
  return (
    <span className="steps">
      {step(previous, words.previous, <UpOutlined />)}
      {step(next, words.next, <DownOutlined />)}
    </span>
  )
}

/** The acts that have a key, in a row that is open. */
const acts: Readonly<Record<string, Act>> = { a: 'approve', r: 'reject', p: 'payout' }

/**
 * Keys in an open row: what is done about it, and the rows beside it. They mean something while the focus is in it alone,
 * and not in a field. Once a decision has led to another row, that row's first act has the focus.
 */
export function useSteps(queue: Steps | undefined, shown: Detail | undefined, decide: Decide) {
  const adminId = useAdminId()
  const person = usePerson()
  const may = useMay()
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event
    if (!queue || queue.asked || event.ctrlKey || event.metaKey || event.altKey) return
    if (!(target instanceof HTMLElement) || target.closest('.ant-drawer') === null) return
    if (target.closest('input, textarea, select') !== null) return
    const act = acts[event.key.toLowerCase()]
    const to = { j: queue.next, k: queue.previous }[event.key.toLowerCase()]
    if (typeof to === 'string') queue.open(to)
    else if (act && shown && allowed(shown, adminId, person).includes(act) && may(...permissionsOf[act])) {
      event.preventDefault() // the dialog's first field must not get the key
      decide(shown, act)
    }
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  const moved = queue?.moved ?? 0
  const ready = shown !== undefined && queue?.asked === false
  useEffect(() => {
    if (moved > 0 && ready) document.querySelector<HTMLElement>('.drawer-acts button')?.focus()
  }, [moved, ready, shown?.id])
}
