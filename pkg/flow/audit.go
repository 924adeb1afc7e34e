package flow

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

// AuditLog lists what admins did, newest first, and how much of it matches. Reading it leaves no record.
func (s *Service) AuditLog(ctx context.Context, filter AuditFilter, page Page) ([]funds.Audited, int64, error) {
	all, err := s.Store.Audits(ctx, filter.From, filter.Until)
	if err != nil {
		return nil, 0, err
	}
	var found []funds.Audited
	for _, line := range all {
		if filter.matches(line) {
			found = append(found, line)
		}
	}
	return onPage(found, page), int64(len(found)), nil
}

// onPage is what a page shows of a whole list, newest first.
func onPage[Row any](all []Row, page Page) []Row {
	total := int64(len(all))
	lo, hi := page.numbers(total)
	if lo > hi {
		return nil
	}
	return all[total-hi : total-lo+1]
}
