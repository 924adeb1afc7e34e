import {
  AlertOutlined,
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  CloudDownloadOutlined,
  ControlOutlined,
  ExportOutlined,
  ImportOutlined,
  NotificationOutlined,
  StopOutlined,
  TeamOutlined,
  WalletOutlined,
} from '@ant-design/icons'
import { useEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'

import { appWords } from '../app/words'
import { useMessages } from '../i18n/messages'
import { consoleWords } from './consoleWords'
import { useMay } from './desk/me'
import { PauseButton } from './pauses/PauseButton'
import { useWaiting } from './waiting'

/** The console's pages, with how much waits on them. On a narrow screen it is unfolded by the menu's button. */
export function ConsoleNav({ id, open, close }: { id: string; open: boolean; close: () => void }) {
  const app = useMessages(appWords)
  const words = useMessages(consoleWords)
  const waiting = useWaiting()
  const may = useMay()
  const { pathname } = useLocation()
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!open) return
    nav.current?.querySelector('a')?.focus()
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [open, close])
  const links = [
    ['/console', words.withdrawals, <ExportOutlined key="icon" />, 0],
    ['/console/attention', words.attention, <AlertOutlined key="icon" />, waiting.withdrawals],
    ['/console/recharges', words.recharges, <ImportOutlined key="icon" />, waiting.recharges],
    ['/console/wallets', words.wallets, <WalletOutlined key="icon" />, 0],
    ['/console/channels', words.channels, <ApiOutlined key="icon" />, 0],
    ['/console/blocks', words.blocks, <StopOutlined key="icon" />, 0],
    ['/console/statements', words.statements, <BankOutlined key="icon" />, 0],
    ['/console/proposals', words.proposals, <TeamOutlined key="icon" />, waiting.proposals],
    ['/console/policy', words.policy, <ControlOutlined key="icon" />, 0],
    ...(may('audit')
      ? [['/console/webhooks', words.webhooks, <NotificationOutlined key="icon" />, 0] as const]
      : []),
    ...(may('export')
      ? [['/console/jobs', words.jobs, <CloudDownloadOutlined key="icon" />, 0] as const]
      : []),
    ...(may('audit') ? [['/console/audit', words.audit, <AuditOutlined key="icon" />, 0] as const] : []),
  ] as const
  return (
    <nav ref={nav} id={id} className={open ? 'console-nav open' : 'console-nav'} aria-label={app.navigation}>
      {links.map(([to, text, icon, count]) => (
        <NavLink
          key={to}
          to={to}
          end={to === '/console'}
          onClick={() => {
            if (to === pathname) close()
          }}
        >
          {icon}
          <span>{text}</span>
          {count > 0 && (
            <span className="waiting-count" aria-label={words.waiting(count)}>
              {count}
            </span>
          )}
        </NavLink>
      ))}
      {may('wallet', 'pay') && <PauseButton />}
    </nav>
  )
}
