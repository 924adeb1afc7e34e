package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestReadingAWholeAccountLeavesAnAuditRecord(t *testing.T) {
	t.Parallel()
	fixture.Same(t, funds.Unmasked(fixture.Act(fixture.Admin, fixture.Late), fixture.WithdrawalIn(funds.StatePending)), funds.AuditRecord{
		ID: "c9", Module: "withdraw", Action: "view_unmasked", TargetID: string(fixture.WithdrawalID), TargetType: "withdrawal", Actor: fixture.Admin, At: fixture.Late,
	})
}
