package batchaudit_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const toApprove, toReject = 2, 3

// audits decides about many withdrawals, and gives what the answer says.
func audits(by *flowtest.Person, status int, remark string, ids ...string) string {
	return accepted(by.Post(batchAudit, map[string]any{"withdrawIDs": ids, "status": status, "auditRemark": remark})).At("data")
}

// audited is what an audit answers about a number of withdrawals, some of which failed.
func audited(succeeded int, failed ...string) string {
	list := "[]"
	if len(failed) > 0 {
		list = `["` + strings.Join(failed, `","`) + `"]`
	}
	return fmt.Sprintf(`{"successCount":%d,"failCount":%d,"failedIDs":%s}`, succeeded, len(failed), list)
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestABatchFailsInPartAndLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]funds.State{toApprove: funds.StateApproved, toReject: funds.StateRejected} {
		h := open(t)
		h.Fund("u1", 10_000_00)
		h.Fund("admin1", 1000_00)
		admin := h.Admin()
		at := map[funds.State]string{}
		for _, state := range funds.States() {
			at[state] = string(h.Withdrawal("u1", state))
		}
		own := string(h.Withdrawal("admin1", funds.StatePending))
		failing := []string{
			flowtest.Unknown, at[funds.StateProcessing], "xxx-3", at[funds.StateCompleted], own, at[funds.StateRejected], at[funds.StateFailed], at[funds.StateCancelled],
		}
		ids := slices.Insert(slices.Clone(failing), 3, at[funds.StatePending], at[funds.StateApproved])
		same(t, fmt.Sprint("audited to ", status), audited(2, failing...), audits(admin, status, "批量", ids...))
		for state, id := range at {
			if state == funds.StatePending || state == funds.StateApproved {
				state = want
			}
			h.Is(funds.ID(id), state)
		}
		h.Is(funds.ID(own), funds.StatePending)
	}
}

func TestARepeatedIDCountsOnceInWhateverSpelling(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, paid, admin := h.Withdrawal("u1", funds.StatePending), h.Withdrawal("u1", funds.StateCompleted), h.Admin()
	spelled := []string{string(id), id.WalletNo(), id.FlowNo(), strings.ToLower(string(id)), string(id)}
	again := []string{string(paid), "x", strings.ToLower(string(paid)), paid.FlowNo(), "x", flowtest.Unknown, flowtest.Unknown}
	want := audited(1, string(paid), "x", flowtest.Unknown)
	same(t, "approved", want, audits(admin, toApprove, "审核通过", append(slices.Clone(spelled), again...)...))
	same(t, "rejected", want, audits(admin, toReject, "", append(slices.Clone(again), spelled...)...))
	h.Holds("u1", 900_00, 0)
	if refunds := h.Wallet("u1").Counts.ByType[funds.EntryRefund]; refunds != 1 {
		t.Errorf("%d refunds", refunds)
	}
}

func TestApprovedIsNotPaidAndIsRejectedWithTheDocumentsRefund(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, admin := h.Withdrawal("u1", funds.StatePending), h.Admin()
	shown := func(status, remark string) {
		t.Helper()
		accepted(admin.Post(batchGet, `{"withdrawID":"`+string(id)+`"}`)).Has(
			"data.withdraw.status", status, "data.withdraw.auditorID", "admin1", "data.withdraw.auditRemark", remark)
	}
	same(t, "approved", audited(1), audits(admin, toApprove, "审核通过,已打款", string(id)))
	shown("2", "审核通过,已打款")
	h.Holds("u1", 1000_00, 100_00)
	same(t, "approved again", audited(1), audits(admin, toApprove, "已核实", string(id)))
	shown("2", "已核实")
	same(t, "rejected", audited(1), audits(admin, toReject, "", string(id)))
	shown("3", "提现审核拒绝，退回余额")
	h.Holds("u1", 1000_00, 0)
	entries, err := h.Store.Entries(t.Context(), "u1", "", 3, 3)
	if err != nil || entries[0].Type != funds.EntryRefund || entries[0].SignedAmount() != 100_00 {
		t.Errorf("%+v, %v", entries, err)
	}
	same(t, "rejected again", audited(0, string(id)), audits(admin, toReject, "", string(id)))
	var acts []string
	for _, line := range h.Audits("") {
		if line.TargetID == string(id) && line.Actor.ID == "admin1" && line.Action != "view_unmasked" {
			acts = append(acts, line.Action)
		}
	}
	same(t, "the audit log", []string{"reject", "approve", "approve"}, acts)
}

func TestAnAuditAndPayoutsOfTheSameOnesAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 10_000_00)
	const many = 10
	ids := make([]string, many)
	for i := range ids {
		ids[i] = string(h.Withdrawal("u1", funds.StateApproved))
	}
	admin := h.Admin()
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { // whoever loses is refused
			_, _ = h.Flow.PayManually(t.Context(), flowtest.Helper, funds.ID(ids[many-1-i]), funds.Transfer{})
		})
	}
	said := audits(admin, toReject, "", ids...)
	all.Wait()
	var paid []string
	for _, id := range ids {
		switch state := h.Stored(funds.ID(id)).State; state {
		case funds.StateCompleted:
			paid = append(paid, id)
		case funds.StateRejected:
		default:
			t.Errorf("%s is %s", id, state)
		}
	}
	same(t, "what the audit says", audited(many-len(paid), paid...), said)
	h.Holds("u1", funds.Amount(10_000_00-100_00*len(paid)), 0)
}
