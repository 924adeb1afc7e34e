import { Alert } from 'antd'
import { Link } from 'react-router'

import { useMessages } from '../../i18n/messages'
import { deskWords } from './deskWords'

/** Where a proposal is shown. */
export function proposalPath(id: string): string {
  return `/console/proposals?${new URLSearchParams({ state: 'all', id }).toString()}`
}

/** Says that something is not done yet, as it takes more people, and leads to where they approve it. */
export function Submitted({ proposalId }: { proposalId: string }) {
  const words = useMessages(deskWords)
  return (
    <Alert
      type="info"
      role="status"
      showIcon
      title={words.submitted}
      description={<Link to={proposalPath(proposalId)}>{words.toProposal}</Link>}
    />
  )
}
