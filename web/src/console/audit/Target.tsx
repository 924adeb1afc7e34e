import { Link } from 'react-router'

import { rechargePath, withdrawalsPath } from '../desk/Owner'
import { walletPath } from '../desk/walletPath'
import type { Audit } from './audits'

/** What a record is about, with the way to where it is shown. */
export function Target({ of: { targetId, targetType } }: { of: Audit }) {
  if (targetId === undefined) return '–'
  const pathOf = targetType === undefined ? undefined : paths[targetType]
  return pathOf === undefined ? (
    <span className="code">{targetId}</span>
  ) : (
    <Link className="code" to={pathOf(targetId)}>
      {targetId}
    </Link>
  )
}

const paths: Partial<Record<string, (id: string) => string>> = {
  wallet: (id) => walletPath(id),
  withdrawal: withdrawalsPath,
  recharge: rechargePath,
}
