package e2e_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestProgramsFromBeforePeopleWereCountedRunBesideThese: both serve one table at once, as during a deployment and after
// a roll-back. What takes one person goes on across both; what takes two is changed by none of the older ones.
func TestProgramsFromBeforePeopleWereCountedRunBesideThese(t *testing.T) { //nolint:tparallel // its parts use one table, in their order
	t.Parallel()
	programs := programsOf(t, beforePeople)
	today := start(t, nil)
	before := today.beside(programs)
	for name, sides := range map[string][2]*world{"asked of the older": {before, today}, "asked of these": {today, before}} {
		t.Run(name, func(t *testing.T) {
			one, other := sides[0].within(t), sides[1].within(t)
			u := one.user("1000")
			admin, elsewhere := one.admin(), other.admin()
			elsewhere.post("/api/admin/wallet/adjust", map[string]any{"userId": u.sub, "amount": 500, "reason": "补偿"}).want(http.StatusOK)
			paid, rejected := u.byHand(), u.byHand()
			elsewhere.review(paid, "approve").want(http.StatusOK)
			admin.pay(paid, "TX-"+paid).want(http.StatusOK)
			elsewhere.review(rejected, "reject").want(http.StatusOK)
			for _, by := range []*person{admin, elsewhere} {
				for id, state := range map[string]string{paid: "completed", rejected: "rejected"} {
					if got := by.get(records + id).want(http.StatusOK).text("data.status"); got != state {
						t.Errorf("%s is %q, want %q", id, got, state)
					}
				}
			}
		})
	}
	t.Run("what takes two people", func(t *testing.T) {
		today, before := today.within(t), before.within(t)
		short, enough := today.takesTwo("li"), today.takesTwo("li", "wang")
		for _, id := range []string{short, enough} {
			was := today.history(id)
			before.triesAll(id)
			if diff := cmp.Diff(was, today.history(id)); diff != "" {
				t.Errorf("the older programs have changed (-before +after):\n%s", diff)
			}
		}
		today.admin().pay(enough, "TX-"+enough).want(http.StatusOK)
		today.admin().review(short, "reject").want(http.StatusOK)
	})
}

// within is the same world, which fails a part of its test.
func (w *world) within(t *testing.T) *world {
	t.Helper()
	part := *w
	part.t = t
	return &part
}

// byHand asks for a withdrawal that is paid by hand.
func (p *person) byHand() (id string) {
	p.t.Helper()
	request := map[string]any{"amount": 100, "method": "wechat", "account": "13800001111"}
	return p.post("/api/wallet/withdraw", request).want(http.StatusOK).text("data.id")
}

// takesTwo is a withdrawal that takes two people, and that some have approved.
func (w *world) takesTwo(people ...string) (id string) {
	w.t.Helper()
	id = w.user("1000").byHand()
	policy := funds.Policy{Controls: funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}}}
	store := table.New(w.Client(), w.Table(), time.Now)
	for i, person := range people {
		order, err := store.Withdrawal(w.t.Context(), funds.ID(id))
		if err != nil {
			w.t.Fatal(err)
		}
		held, err := store.Wallet(w.t.Context(), order.UserID)
		if err != nil {
			w.t.Fatal(err)
		}
		act := funds.Act{CommitID: fmt.Sprintf("%s-%d", id, i), At: time.Now().UTC().Truncate(time.Millisecond), Actor: funds.Actor{Role: funds.RoleAdmin, ID: person}}
		change, err := withdrawal.Approve(act, held, order, "", policy)
		if err == nil {
			err = store.Commit(w.t.Context(), change)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return id
}

// triesAll asks for everything that an admin may do to a withdrawal. Nothing of it is granted.
func (w *world) triesAll(id string) {
	w.t.Helper()
	admin := w.admin()
	for what, answer := range map[string]answer{
		"approve":        admin.review(id, "approve"),
		"reject":         admin.review(id, "reject"),
		"pay by hand":    admin.pay(id, "TX-older-"+id),
		"pay":            admin.pay(id, ""),
		"fail":           admin.fail(id),
		"review and pay": admin.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true}),
		"review, and no": admin.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": false, "rejectReason": "资料不符"}),
	} {
		if answer.Status < http.StatusBadRequest {
			w.t.Errorf("the older programs %s: HTTP %d: %s", what, answer.Status, answer.Raw)
		}
	}
	admin.post("/withdraw/audit", map[string]any{"withdrawIDs": []string{id}, "status": 2, "auditRemark": "通过"})
	admin.post("/withdraw/audit", map[string]any{"withdrawIDs": []string{id}, "status": 3, "auditRemark": "不"})
	w.reconcile()
}

// history is a withdrawal with its log, as it is stored.
func (w *world) history(id string) funds.History {
	w.t.Helper()
	history, err := table.New(w.Client(), w.Table(), time.Now).History(w.t.Context(), funds.ID(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return history
}
