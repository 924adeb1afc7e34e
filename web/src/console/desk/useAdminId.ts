import { useSession } from '../../session/useSession'

/** Whose session it is. */
export function useAdminId(): string {
  const session = useSession()
  return 'person' in session ? session.person.sub : ''
}
