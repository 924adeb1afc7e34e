import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schemas } from '../../api/client'
import type { RowsPage } from '../../list/RecordList'
import { consoleKey, deskSize } from '../desk/key'

export type Audit = Schemas['AuditLog']

/** By what the audit log is filtered, in the address and in the API alike. */
export const auditFilters = ['module', 'action', 'adminId', 'targetId', 'startAt', 'endAt'] as const

export type AuditFilter = Partial<Record<(typeof auditFilters)[number], string>>

/** What admins did, newest first. */
export function useAudits(filter: AuditFilter, page: number, pageSize = deskSize, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...consoleKey, 'audits', filter, page, pageSize],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<RowsPage<Audit>> => {
      const query = { ...filter, page, pageSize }
      const { data } = await answerOf(api.GET('/admin/audit-logs', { params: { query }, signal }))
      return {
        rows: data.data,
        total: data.total,
        atLeast: data.totalIsLowerBound ?? false,
      }
    },
  })
}
