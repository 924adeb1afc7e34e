package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

func TestEveryNumberThatAWithdrawalHadIsItsOwnAndTheLastOneCounts(t *testing.T) {
	t.Parallel()
	complete := funds.Line{Version: 4, Command: funds.CommandComplete, Message: "T1"}
	first := funds.Line{Version: 5, Command: funds.CommandCorrect, Number: "T2"}
	second := funds.Line{Version: 6, Command: funds.CommandCorrect, Number: "T3"}
	history := funds.History{Withdrawal: fixture.PaidByHand("T3"), Lines: []funds.Line{second, complete, first}}
	fixture.Same(t, funds.Numbers(history), []string{"T1", "T2", "T3"})
	fixture.Same(t, funds.Numbers(funds.History{Withdrawal: fixture.WithdrawalIn(funds.StateCompleted), Lines: []funds.Line{complete}}), []string(nil))

	history.Withdrawal.Payout.TransactionNo = "T2"
	for _, violation := range invariant.Verify(invariant.Ledger{Wallet: fixture.WalletOf(), Withdrawals: []funds.History{history}}) {
		if violation.Rule == invariant.RuleNumber {
			return
		}
	}
	t.Error("a number that the log does not have is not found")
}
