package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAContradictionSaysTheWordTheEndAndWhatIsLeft(t *testing.T) {
	t.Parallel()
	says := func(reasons ...funds.Reason) (said funds.Message) {
		for _, reason := range reasons {
			said += fixture.Said(reason)
		}
		return said
	}
	left := func(settled, due funds.Amount) funds.Message {
		return fixture.Said(funds.ReasonLeftToSettle, funds.Facts{Settled: settled, Due: due})
	}
	for name, test := range map[string]struct {
		order funds.Withdrawal
		want  funds.Message
	}{
		"paid, though given back":       {told(failed, paid), says(funds.ReasonGatewaySaysPaid, funds.ReasonThoughEnded) + left(0, -100_00)},
		"paid, and a part settled":      {told(failed, paid, settledBy(-30_00)), says(funds.ReasonGatewaySaysPaid, funds.ReasonThoughEnded) + left(-30_00, -70_00)},
		"open again, though given back": {told(failed, anew), says(funds.ReasonGatewaySaysOpen, funds.ReasonThoughEnded) + left(0, 0)},
		"refused, though completed":     {told(completed, refused), says(funds.ReasonGatewaySaysUnpaid, funds.ReasonThoughCompleted) + left(0, 100_00)},
		"paid, though paid by hand":     {told(completed, paid, byHand), says(funds.ReasonGatewaySaysPaid, funds.ReasonThoughPaidByHand) + left(0, -99_00)},
		"refused, and given back":       {told(failed, refused), says(funds.ReasonGatewaySaysUnpaid) + left(0, 0)},
		"under way":                     {told(funds.StateProcessing, paid), ""},
		"no word at all":                {fixture.WithdrawalIn(failed), ""},
	} {
		if got := test.order.Contradiction(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	frozen := funds.DescribeContradiction(told(failed, paid), true)
	if want := says(funds.ReasonGatewaySaysPaid, funds.ReasonThoughEnded, funds.ReasonWalletFrozen) + left(0, -100_00); frozen != want {
		t.Errorf("%s, want %s", frozen, want)
	}
}
