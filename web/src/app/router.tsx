import { createBrowserRouter, Outlet } from 'react-router'

import { BrokenPage, NotFoundPage } from '../feedback/BrokenPage'
import { OfflineBanner } from '../feedback/OfflineBanner'
import { Waiting } from '../session/RequireRole'
import { SignedInPage } from '../session/SignedInPage'
import { SignedOutPage } from '../session/SignedOutPage'
import { StartPage } from '../session/StartPage'

/** A page that is loaded when it is gone to. */
function page<Name extends string>(load: () => Promise<Record<Name, React.ComponentType>>, name: Name) {
  return async () => ({ Component: (await load())[name] })
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
        ],
      },
      { path: '/console/*', lazy: page(() => import('../console/ConsolePages'), 'ConsolePages') },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
])
