import { Link } from 'react-router'

import { walletPath, withdrawalsPath } from '../desk/Owner'
import type { Audit } from './audits'

/** What a record is about, with the way to where it is shown. */
export function Target({ of: { targetId, targetType } }: { of: Audit }) {
  if (targetId === undefined) return '–'
  const path =
    targetType === 'wallet'
      ? walletPath(targetId)
      : targetType === 'withdrawal'
        ? withdrawalsPath(targetId)
        : null
  return path === null ? (
    <span className="code">{targetId}</span>
  ) : (
    <Link className="code" to={path}>
      {targetId}
    </Link>
  )
}
