package table_test

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func linesAreKeptOrLogged(t *testing.T, h *house) {
	t.Helper()
	id := h.sent(t, channelRequest(h.funded(t, "u1", 100*yuan), 60*yuan))
	h.settle(t, id, funds.GatewayWithdrawalPaid)
	if err := h.ReceiveCallback(t.Context(), h.callback(t, id, funds.GatewayWithdrawalPaid)); err != nil {
		t.Fatal(err)
	}
	history := h.history(t, id)
	var commands, kept []funds.Command
	for _, line := range history.Lines {
		commands = append(commands, line.Command)
	}
	for _, line := range history.Withdrawal.Lines {
		kept = append(kept, line.Command)
	}
	same(t, "the whole log", []funds.Command{
		funds.CommandCreate, funds.CommandApprove, funds.CommandDispatch, funds.CommandAccept, funds.CommandComplete,
	}, commands)
	same(t, "what the withdrawal keeps", []funds.Command{funds.CommandCreate, funds.CommandAccept, funds.CommandComplete}, kept)
	if !slices.IsSortedFunc(history.Lines, func(a, b funds.Line) int { return int(a.Version - b.Version) }) {
		t.Errorf("the lines are out of order: %v", history.Lines)
	}
	audited := 0
	for _, row := range h.rows(t) {
		if row["auditPK"] != nil {
			audited++
		}
	}
	if audited != 3 {
		t.Errorf("%d items are in the audit, want the adjustment, the approval and the dispatch", audited)
	}
	h.invariantsHold(t)
}
