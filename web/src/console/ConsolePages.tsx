import { MenuOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import { Link, Route, Routes, useLocation } from 'react-router'

import { Header } from '../app/Header'
import { EmptyNotice } from '../feedback/EmptyNotice'
import { Loading } from '../feedback/Loading'
import { part } from '../feedback/part'
import { useMessages } from '../i18n/messages'
import { RequireRole } from '../session/RequireRole'
import { ZoneNote } from '../time/ZoneNote'
import './console.css'
import { ConsoleNav } from './ConsoleNav'
import { consoleWords } from './consoleWords'
import { GlassBanner } from './GlassBanner'
import { PauseBanner } from './pauses/PauseBanner'

const WithdrawalsPage = lazy(part(() => import('./withdrawals/WithdrawalsPage')))
const AttentionPage = lazy(part(() => import('./withdrawals/AttentionPage')))
const RechargesPage = lazy(part(() => import('./recharges/RechargesPage')))
const WalletsPage = lazy(part(() => import('./wallets/WalletsPage')))
const ChannelsPage = lazy(part(() => import('./channels/ChannelsPage')))
const BlocksPage = lazy(part(() => import('./blocks/BlocksPage')))
const StatementsPage = lazy(part(() => import('./statements/StatementsPage')))
const ProposalsPage = lazy(part(() => import('./proposals/ProposalsPage')))
const PolicyPage = lazy(part(() => import('./policy/PolicyPage')))
const WebhooksPage = lazy(part(() => import('./webhooks/WebhooksPage')))
const JobsPage = lazy(part(() => import('./jobs/JobsPage')))
const AuditPage = lazy(part(() => import('./audit/AuditPage')))

/** The admins' console, with routes of its own below /console. */
export function ConsolePages() {
  return (
    <RequireRole who="admin">
      <Frame />
    </RequireRole>
  )
}

function Frame() {
  const words = useMessages(consoleWords)
  const { pathname } = useLocation()
  const navId = useId()
  const [unfoldedAt, setUnfoldedAt] = useState<string | null>(null)
  const unfolded = unfoldedAt === pathname // going somewhere folds it
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    // Who goes on by keyboard or listens begins at the new page's beginning.
    if (before.current !== pathname) main.current?.focus({ preventScroll: true })
    before.current = pathname
  }, [pathname])
  return (
    <>
      <Header>
        <Button
          className="console-menu"
          type="text"
          aria-label={words.menu}
          aria-expanded={unfolded}
          aria-controls={navId}
          icon={<MenuOutlined />}
          onClick={() => setUnfoldedAt(unfolded ? null : pathname)}
        />
      </Header>
      <PauseBanner />
      <GlassBanner />
      <div className="console-frame">
        <ConsoleNav id={navId} open={unfolded} close={() => setUnfoldedAt(null)} />
        <main ref={main} id="content" className="console-page" tabIndex={-1}>
          <Suspense fallback={<Loading rows={8} />}>
            <Routes>
              <Route index element={<WithdrawalsPage />} />
              <Route path="attention" element={<AttentionPage />} />
              <Route path="recharges" element={<RechargesPage />} />
              <Route path="wallets/:userId?" element={<WalletsPage />} />
              <Route path="channels" element={<ChannelsPage />} />
              <Route path="blocks" element={<BlocksPage />} />
              <Route path="statements" element={<StatementsPage />} />
              <Route path="proposals" element={<ProposalsPage />} />
              <Route path="policy" element={<PolicyPage />} />
              <Route path="webhooks" element={<WebhooksPage />} />
              <Route path="jobs" element={<JobsPage />} />
              <Route path="audit" element={<AuditPage />} />
              <Route path="*" element={<NoPage />} />
            </Routes>
          </Suspense>
          <ZoneNote />
        </main>
      </div>
    </>
  )
}

function NoPage() {
  const words = useMessages(consoleWords)
  return (
    <section className="card">
      <EmptyNotice title={words.noPage}>
        <Link to="/console">{words.toList}</Link>
      </EmptyNotice>
    </section>
  )
}
