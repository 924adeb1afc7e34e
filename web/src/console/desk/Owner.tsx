import { Link } from 'react-router'

import { walletPath } from './walletPath'

/** Where the withdrawals that a keyword finds are listed. */
export function withdrawalsPath(keyword: string): string {
  return `/console?keyword=${encodeURIComponent(keyword)}`
}

/** Where a recharge is shown. */
export function rechargePath(id: string): string {
  return `/console/recharges?id=${encodeURIComponent(id)}`
}

/** Where it is listed what admins did about one thing. */
export function auditsPath(module: string, targetId: string): string {
  return `/console/audit?${new URLSearchParams({ module, targetId }).toString()}`
}

/** Whose it is, with the way to their wallet. */
export function Owner({ id, name, phone }: { id: string; name: string | null; phone: string | null }) {
  return (
    <span className="owner">
      <Link to={walletPath(id)}>{name === null || name === '' ? id : name}</Link>
      {phone !== null && phone !== '' && <small>{phone}</small>}
    </span>
  )
}
