import { useEffect, useRef } from 'react'
import { NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router'

import { Header } from '../app/Header'
import { appWords } from '../app/words'
import { useMessages } from '../i18n/messages'
import { RequireRole } from '../session/RequireRole'
import { ZoneNote } from '../time/ZoneNote'
import { PauseNotice } from './PauseNotice'
import { userWords } from './words'

/** What is around every page for users. */
export function UserShell() {
  const app = useMessages(appWords)
  const words = useMessages(userWords)
  const { pathname } = useLocation()
  const nav = useRef<HTMLElement>(null)
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    // On a narrow screen the line of links is longer than the screen is wide.
    nav.current?.querySelector('.active')?.scrollIntoView({ inline: 'center', block: 'nearest' })
    // Who goes on by keyboard or listens begins at the new page's beginning.
    if (before.current !== pathname) main.current?.focus({ preventScroll: true })
    before.current = pathname
  }, [pathname])
  const links = [
    ['/dashboard', words.home],
    ['/recharge-list', words.rechargeList],
    ['/withdrawal-list', words.withdrawalList],
    ['/wallet/entries', words.entries],
    ['/wallet/withdrawals', words.walletWithdrawals],
  ] as const
  return (
    <RequireRole who="user">
      <Header />
      <PauseNotice />
      <nav ref={nav} className="nav" aria-label={app.navigation}>
        {links.map(([to, text]) => (
          <NavLink key={to} to={to}>
            {text}
          </NavLink>
        ))}
      </nav>
      <main ref={main} id="content" className="user-page" tabIndex={-1}>
        <Outlet />
        <ZoneNote />
      </main>
      <ScrollRestoration />
    </RequireRole>
  )
}
