import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'

import { Header } from '../app/Header'
import { Loading } from '../feedback/Loading'
import { RequireRole } from '../session/RequireRole'

const RechargesPage = lazy(() => import('./recharges/RechargesPage'))
const WalletsPage = lazy(() => import('./wallets/WalletsPage'))
const AuditPage = lazy(() => import('./audit/AuditPage'))

/** The admins' console, with routes of its own below /console. */
export function ConsolePages() {
  return (
    <RequireRole who="admin">
      <Header />
      <main id="content" className="console-page" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Routes>
            <Route path="recharges" element={<RechargesPage />} />
            <Route path="wallets/:userId?" element={<WalletsPage />} />
            <Route path="audit" element={<AuditPage />} />
          </Routes>
        </Suspense>
      </main>
    </RequireRole>
  )
}
