import { Navigate } from 'react-router'

import { SignInFailed, Waiting } from './RequireRole'
import { useSession } from './useSession'

/** Where the provider sends people back to: they go on to where they were. */
export function SignedInPage() {
  const state = useSession()
  if (state.kind === 'failed') return <SignInFailed />
  if (state.kind === 'starting') return <Waiting />
  return <Navigate replace to={state.kind === 'signed-in' ? state.returnTo : '/'} />
}
