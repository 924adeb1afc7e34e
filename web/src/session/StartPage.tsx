import { Navigate } from 'react-router'

import { RequireRole } from './RequireRole'
import { useSession } from './useSession'

/** The site's root: an admin's start is the console, everybody else's the dashboard. */
export function StartPage() {
  const state = useSession()
  if ((state.kind === 'signed-in' || state.kind === 'expired') && state.person.role === 'admin') {
    return <Navigate replace to="/console" />
  }
  return (
    <RequireRole who="user">
      <Navigate replace to="/dashboard" />
    </RequireRole>
  )
}
