import { Button } from 'antd'
import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { Loading } from '../feedback/Loading'
import { part } from '../feedback/part'
import { PlainPage } from '../feedback/PlainPage'
import { useOnline } from '../feedback/useOnline'
import { useWhenReachable } from '../feedback/useWhenReachable'
import { useMessages } from '../i18n/messages'
import { session } from './session'
import { useSession } from './useSession'
import { signInFor, wayBack } from './wayBack'
import { sessionWords } from './words'

/** What a page itself needs comes first. */
const preparedAfterMs = 3_000

const question = part(() => import('./ExpiredQuestion'))
const ExpiredQuestion = lazy(question)

/** Shows its children to whoever is signed in and has the role; everybody else learns what to do. */
export function RequireRole({ who, children }: { who: 'user' | 'admin'; children: ReactNode }) {
  const state = useSession()
  const words = useMessages(sessionWords)
  const here = useHere()
  switch (state.kind) {
    case 'starting':
      return <Waiting />
    case 'signed-out':
      return <GoToSignIn />
    case 'unconfigured':
      return <PlainPage title={words.unconfigured} hint={words.unconfiguredHint} />
    case 'failed':
      return <SignInFailed />
    case 'signed-in':
    case 'expired':
      if (state.person.role !== who) return <WrongRole who={who} name={state.person.name} />
      return (
        <>
          <Prepared />
          {children}
          <Suspense>{state.kind === 'expired' && <ExpiredQuestion here={here} />}</Suspense>
        </>
      )
  }
}

/**
 * Loads the question about the end of the session while there is one, and a connection: later its file may be gone, or
 * the connection.
 */
function Prepared() {
  const online = useOnline()
  useEffect(() => {
    if (!online) return
    const idle = setTimeout(() => void question().catch(() => undefined), preparedAfterMs)
    return () => clearTimeout(idle)
  }, [online])
  return null
}

/** The path to come back to. */
function useHere(): string {
  const { pathname, search } = useLocation()
  return pathname + search
}

export function Waiting() {
  return (
    <main className="centred">
      <Loading />
    </main>
  )
}

function GoToSignIn() {
  const words = useMessages(sessionWords)
  const here = useHere()
  useEffect(() => {
    signInFor(here)
  }, [here])
  return (
    <main className="centred">
      <p role="status">{words.going}</p>
    </main>
  )
}

export function SignInFailed() {
  const words = useMessages(sessionWords)
  const here = useHere()
  const navigate = useNavigate()
  const again = async () => {
    await navigate(wayBack(here), { replace: true }) // what the provider answered is spent
    await session.start()
  }
  const state = useSession()
  useWhenReachable(() => void again(), state.kind === 'failed' ? state.againMs : null)
  return (
    <PlainPage title={words.failed} hint={words.failedHint}>
      <Button type="primary" onClick={() => void again()}>
        {words.signIn}
      </Button>
    </PlainPage>
  )
}

function WrongRole({ who, name }: { who: 'user' | 'admin'; name: string }) {
  const words = useMessages(sessionWords)
  const here = useHere()
  const navigate = useNavigate()
  return (
    <PlainPage title={who === 'user' ? words.forUsers : words.forAdmins} hint={words.signedInAs(name)}>
      <Button type="primary" onClick={() => signInFor(here, true)}>
        {words.another}
      </Button>
      <Button onClick={() => void navigate('/')}>{words.home}</Button>
    </PlainPage>
  )
}
