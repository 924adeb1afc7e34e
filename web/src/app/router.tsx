import { createBrowserRouter, Navigate, Outlet, useLocation } from 'react-router'

import { BrokenPage, NotFoundPage } from '../feedback/BrokenPage'
import { part } from '../feedback/part'
import { OfflineBanner } from '../feedback/OfflineBanner'
import { Waiting } from '../session/RequireRole'
import { SignedInPage } from '../session/SignedInPage'
import { SignedOutPage } from '../session/SignedOutPage'
import { StartPage } from '../session/StartPage'

/** A page that is loaded when it is gone to. */
function page<Name extends string>(load: () => Promise<Record<Name, React.ComponentType>>, name: Name) {
  const loaded = part(load)
  return async () => ({ Component: (await loaded())[name] })
}

/** An address that was renamed; what was asked for by its query stays asked for. */
function RenamedPage({ to }: { to: string }) {
  const { search } = useLocation()
  return <Navigate replace to={to + search} />
}

/** The addresses of the pages. template.yaml and functions/console serve the same ones. */
export const router = createBrowserRouter([
  {
    element: (
      <>
        <OfflineBanner />
        <Outlet />
      </>
    ),
    errorElement: <BrokenPage />,
    hydrateFallbackElement: <Waiting />,
    children: [
      { path: '/', element: <StartPage /> },
      { path: '/signed-in', element: <SignedInPage /> },
      { path: '/signed-out', element: <SignedOutPage /> },
      {
        lazy: page(() => import('../user/UserShell'), 'UserShell'),
        children: [
          { path: '/dashboard', lazy: page(() => import('../user/DashboardPage'), 'DashboardPage') },
          { path: '/recharge', lazy: page(() => import('../user/RechargePage'), 'RechargePage') },
          {
            path: '/recharge/:id',
            lazy: page(() => import('../user/RechargeFollowPage'), 'RechargeFollowPage'),
          },
          {
            path: '/recharge-list',
            lazy: page(() => import('../user/RechargeListPage'), 'RechargeListPage'),
          },
          { path: '/withdrawal', lazy: page(() => import('../user/WithdrawalPage'), 'WithdrawalPage') },
          {
            path: '/withdrawal-list',
            lazy: page(() => import('../user/WithdrawalListPage'), 'WithdrawalListPage'),
          },
          { path: '/withdral-list', element: <RenamedPage to="/withdrawal-list" /> },
          { path: '/wallet/entries', lazy: page(() => import('../user/EntriesPage'), 'EntriesPage') },
          {
            path: '/wallet/withdrawals',
            lazy: page(() => import('../user/AccountWithdrawalsPage'), 'AccountWithdrawalsPage'),
          },
          {
            path: '/wallet/withdraw',
            lazy: page(() => import('../user/AccountWithdrawPage'), 'AccountWithdrawPage'),
          },
        ],
      },
      { path: '/console/*', lazy: page(() => import('../console/ConsolePages'), 'ConsolePages') },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
])
