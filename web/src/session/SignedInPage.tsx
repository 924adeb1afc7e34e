import { useEffect } from 'react'
import { Navigate } from 'react-router'

import { SignInFailed, Waiting } from './RequireRole'
import { useSession } from './useSession'
import { forgetWayBack, wayBack } from './wayBack'

/** Where the provider sends people back to: they go on to where they were. */
export function SignedInPage() {
  const state = useSession()
  const back = state.kind === 'signed-in'
  useEffect(() => {
    if (back) forgetWayBack()
  }, [back])
  if (state.kind === 'failed') return <SignInFailed />
  if (state.kind === 'starting') return <Waiting />
  return <Navigate replace to={state.kind === 'signed-in' ? state.returnTo : wayBack('/signed-in')} />
}
