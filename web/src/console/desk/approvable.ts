/** One person's approval of what takes several. */
export interface Approval {
  by: string
  name?: string
  at?: string
}

/** What may take several people, and who has approved it; nothing is said of what takes one. */
export interface Approvable {
  approvals?: readonly Approval[]
  approvalsNeeded?: number
}

/** How many people are missing; 0 of what takes one. */
export function missingOf({ approvals = [], approvalsNeeded = 0 }: Approvable): number {
  return Math.max(0, approvalsNeeded - approvals.length)
}

/** Whether somebody has approved it. Everybody does once. */
export function hasApproved({ approvals = [] }: Approvable, person: string): boolean {
  return approvals.some(({ by }) => by === person)
}
