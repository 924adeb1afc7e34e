import { Header } from '../app/Header'
import { RequireRole } from '../session/RequireRole'

/** The admins' console, with routes of its own below /console. */
export function ConsolePages() {
  return (
    <RequireRole who="admin">
      <Header />
      <main id="content" className="console-page" tabIndex={-1} />
    </RequireRole>
  )
}
