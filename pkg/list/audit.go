package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// AuditFilter says which lines of the audit log are wanted: those for which all that is given holds. The
// time must be given: From is included, Until is not.
type AuditFilter struct {
	From, Until                       time.Time
	Module, Action, AdminID, TargetID string
}

func (f AuditFilter) matches(line funds.Audited) bool {
	return (f.Module == "" || f.Module == line.Module) &&
		(f.Action == "" || f.Action == line.Action) &&
		(f.AdminID == "" || f.AdminID == line.Actor.ID) &&
		(f.TargetID == "" || f.TargetID == line.TargetID)
}

// AuditPage is one page of the audit log, newest first, and how much of it matches.
type AuditPage struct {
	Lines []funds.Audited
	Total int64
	// LowerBound says that Total is of the newest days alone: older ones were not looked through.
	LowerBound bool
}

// maxAudits is about how many lines one look at the audit log reads: nothing counts them.
const maxAudits = 20_000

// AuditLog lists what admins did, newest first. Reading it leaves no record.
func (s *Service) AuditLog(ctx context.Context, filter AuditFilter, page Page) (AuditPage, error) {
	all, complete, err := s.Store.Audits(ctx, filter.From, filter.Until, maxAudits)
	if err != nil {
		return AuditPage{}, err
	}
	var found []funds.Audited
	for _, line := range all {
		if filter.matches(line) {
			found = append(found, line)
		}
	}
	return AuditPage{onPage(found, page), int64(len(found)), !complete}, nil
}
