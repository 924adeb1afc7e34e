package flow_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// adminAs is one of the accounts of [flowtest.TwoAbove].
func adminAs(sub string) funds.Actor { return funds.Actor{Role: funds.RoleAdmin, ID: sub} }

// ruled is a house whose payouts above 99.00 take two people, and a user with money from before.
func ruled(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	for _, change := range append([]func(*funds.Policy){flowtest.TwoAbove(99_00)}, changes...) {
		h.Changes(change)
	}
	return h
}

// One person is one person: at once, through three contracts, with two spellings of the id and two accounts.
func TestOnePersonInManyWaysIsOneApproval(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	id := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
	lower, err := funds.ParseID(strings.ToLower(string(id)))
	if err != nil {
		t.Fatal(err)
	}
	ways := []func(ctx context.Context, by funds.Actor) error{
		func(ctx context.Context, by funds.Actor) error { _, err := h.Flow.Approve(ctx, by, id, ""); return err },
		func(ctx context.Context, by funds.Actor) error {
			_, err := h.Flow.Approve(ctx, by, lower, "r")
			return err
		},
		func(ctx context.Context, by funds.Actor) error {
			_, err := h.Flow.ApproveAndPay(ctx, by, id)
			return err
		},
		func(ctx context.Context, by funds.Actor) error {
			done, err := h.Flow.AuditBatch(ctx, by, flow.BatchAudit{IDs: []string{string(id), id.WalletNo()}, Approve: true})
			if done.Succeeded > 0 {
				t.Error("batch audit counts one of two as a success")
			}
			return err
		},
	}
	var all sync.WaitGroup
	for i := range 4 * len(ways) {
		all.Go(func() {
			if err := ways[i%len(ways)](t.Context(), adminAs([]string{"admin2", "admin2-phone"}[i/len(ways)%2])); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w := h.Stored(id)
	if w.State != funds.StatePending || len(w.Approvals) != 1 || w.Approvals[0].Person != "li" || w.Version != 2 {
		t.Errorf("%s at version %d, approved by %+v", w.State, w.Version, w.Approvals)
	}
	refused(t, "paid", payByHand(t, h, "admin1", id), funds.CodeApproval)
}

func payByHand(t *testing.T, h *flowtest.House, by string, id funds.ID) error {
	t.Helper()
	_, err := h.Flow.PayManually(t.Context(), adminAs(by), id, funds.Transfer{})
	return err
}

func approveBy(t *testing.T, h *flowtest.House, id funds.ID, people ...string) {
	t.Helper()
	for _, person := range people {
		if _, err := h.Flow.Approve(t.Context(), adminAs(person), id, ""); err != nil {
			t.Fatalf("%s: %v", person, err)
		}
	}
}

// Whoever splits an amount to stay below the rule meets it with the part that passes it.
func TestPartsAddUpWithinADay(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	h.Changes(func(p *funds.Policy) { p.Controls.Rules[0].Above = 250_00 })
	need := map[int]int64{}
	for i := range 4 {
		need[i] = max(h.Stored(h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)).Need, 1)
	}
	same(t, "how many the parts take", map[int]int64{0: 1, 1: 1, 2: 2, 3: 2}, need)
	// What is given back does not count, and neither does what was asked for a day before.
	h.Fund("u2", 10_000_00)
	for range 3 {
		id := h.WithdrawalBy("u2", funds.MethodWechat, funds.StatePending)
		if h.Stored(id).Need != 0 {
			t.Errorf("it takes %d", h.Stored(id).Need)
		}
		if _, err := h.Flow.Reject(t.Context(), adminAs("admin1"), id, "r"); err != nil {
			t.Fatal(err)
		}
	}
}

// Somebody changes the payee in the table, after two people have approved: nobody is paid, whoever tries, by any way.
func TestWhatWasChangedAfterItsApprovalIsNotPaid(t *testing.T) {
	t.Parallel()
	for _, method := range []funds.Method{funds.MethodBank, flowtest.Channel} {
		h := ruled(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
		approved, pending := h.WithdrawalBy("u1", method, funds.StatePending), h.WithdrawalBy("u1", method, funds.StatePending)
		approveBy(t, h, approved, "admin1", "admin2")
		approveBy(t, h, pending, "admin1")
		for _, id := range []funds.ID{approved, pending} {
			h.Overwrites(id, "acct", "666")
		}
		_, byBox := h.Flow.PayByChannel(t.Context(), adminAs("admin3"), approved)
		_, confirmed := h.Flow.Confirm(t.Context(), adminAs("admin3"), approved)
		_, endorsed := h.Flow.Approve(t.Context(), adminAs("admin3"), pending, "")
		_, reviewed := h.Flow.ApproveAndPay(t.Context(), adminAs("admin3"), pending)
		for what, err := range map[string]error{
			"by hand": payByHand(t, h, "admin3", approved), "confirmed": confirmed, "endorsed": endorsed, "reviewed": reviewed, "by the channel": byBox,
		} {
			refused(t, what, err, funds.CodeApproval)
		}
		reconciled(t, h)
		for id, state := range map[funds.ID]funds.State{approved: funds.StateApproved, pending: funds.StatePending} {
			h.Is(id, state)
			if !h.Stored(id).NeedsAttention || h.Creates(id) > 0 {
				t.Errorf("%s: an admin is asked for: %t, sent %d times", method, h.Stored(id).NeedsAttention, h.Creates(id))
			}
		}
		if !strings.Contains(h.Log.String(), "level=ERROR msg=\"a withdrawal is not what was approved: it is not paid\"") {
			t.Error("nobody is told")
		}
		if _, err := h.Flow.Recall(t.Context(), adminAs("admin3"), approved, "改过"); err != nil {
			t.Errorf("it cannot be rejected: %v", err)
		}
	}
}

// Ten people approve at once: two are counted, and the others are told that it is approved.
func TestOfTenAtOnceTwoCount(t *testing.T) {
	t.Parallel()
	h := ruled(t, func(p *funds.Policy) {
		for i := range 10 {
			sub := string(rune('a' + i))
			p.Controls.People = append(p.Controls.People, funds.Person{ID: sub, Subs: []string{sub}, Permissions: funds.AllPermissions()})
		}
	})
	id := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
	results := make([]error, 10)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() { _, results[i] = h.Flow.Approve(t.Context(), adminAs(string(rune('a'+i))), id, "") })
	}
	all.Wait()
	counted := 0
	for _, err := range results {
		if err == nil {
			counted++
		} else if code := funds.CodeOf(err); code != funds.CodeIllegal && code != funds.CodeBusy {
			t.Error(err)
		}
	}
	w := h.Stored(id)
	if counted != 2 || len(w.Approvals) != 2 || w.State != funds.StateApproved || w.Version != 3 {
		t.Errorf("%d are told that they count, %d do, it is %s at %d", counted, len(w.Approvals), w.State, w.Version)
	}
}

// An approval that races the end of what it approves: one is told so, and nothing is between them.
func TestAnEndorsementRacesItsEnd(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	h.Changes(func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 })
	for range 10 {
		id := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
		approveBy(t, h, id, "admin1")
		var all sync.WaitGroup
		var endorsed, ended error
		all.Go(func() { _, endorsed = h.Flow.Approve(t.Context(), adminAs("admin2"), id, "") })
		all.Go(func() { _, ended = h.Flow.Recall(t.Context(), adminAs("admin3"), id, "r") })
		all.Wait()
		w := h.Stored(id)
		if ended != nil || w.State != funds.StateCancelled {
			t.Fatalf("it is %s: %v", w.State, ended)
		}
		if kept := len(w.Approvals); (endorsed == nil && kept != 2) || (endorsed != nil && (kept != 1 || funds.CodeOf(endorsed) != funds.CodeIllegal)) {
			t.Errorf("%v, and %d approvals are kept", endorsed, kept)
		}
	}
}

// An approval of what was approved, and is short since, races its revocation: it is rejected, and whoever was counted is kept.
func TestAnEndorsementRacesARevocation(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	takes := func(need int64) {
		h.Changes(func(p *funds.Policy) {
			p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 99_00, Need: need}}
		})
	}
	for range 10 {
		takes(2)
		id := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
		approveBy(t, h, id, "admin1", "admin2")
		takes(3)
		var all sync.WaitGroup
		var endorsed, revoked error
		all.Go(func() { _, endorsed = h.Flow.Approve(t.Context(), adminAs("admin3"), id, "") })
		all.Go(func() { _, revoked = h.Flow.Recall(t.Context(), adminAs("admin1"), id, "r") })
		all.Wait()
		w := h.Stored(id)
		if revoked != nil || w.State != funds.StateRejected {
			t.Fatalf("it is %s: %v", w.State, revoked)
		}
		if kept := len(w.Approvals); (endorsed == nil && kept != 3) || (endorsed != nil && (kept != 2 || funds.CodeOf(endorsed) != funds.CodeIllegal)) {
			t.Errorf("%v, and %d approvals are kept", endorsed, kept)
		}
		refused(t, "paid", payByHand(t, h, "admin3", id), funds.CodeIllegal)
	}
}

// A channel of another type: whoever approved it for the first one has not approved it for this.
func TestForAChannelOfAnotherTypeApprovalsBeginAnew(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	id := h.WithdrawalBy("u1", flowtest.Channel, funds.StatePending)
	approveBy(t, h, id, "admin1", "admin2")
	h.Changes(func(p *funds.Policy) {
		p.Channels = []funds.Channel{p.Channels[0]}
		p.Channels[0].Type = "orange"
	})
	_, err := h.Flow.PayByChannel(t.Context(), adminAs("admin3"), id)
	refused(t, "for another type", err, funds.CodeApproval)
	approveBy(t, h, id, "admin2")
	if w := h.Stored(id); w.State != funds.StateApproved || len(w.Approvals) != 1 || w.ApprovedType != "orange" || w.NeedsAttention {
		t.Errorf("%s, approved by %+v for %s", w.State, w.Approvals, w.ApprovedType)
	}
	approveBy(t, h, id, "admin3")
	if paid, err := h.Flow.PayByChannel(t.Context(), adminAs("admin1"), id); err != nil || paid.State != funds.StateProcessing {
		t.Errorf("%s: %v", paid.State, err)
	}
	if strings.Contains(h.Log.String(), "level=ERROR") {
		t.Error("it alarms")
	}
}

// What the machine was to pay, and the policy has tightened meanwhile, is held, and paid once enough have approved it.
func TestTheMachinePaysOnceEnoughHaveApproved(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved) // by the helper
	h.Changes(flowtest.TwoAbove(99_00))
	reconciled(t, h)
	if w := h.Stored(id); w.State != funds.StateApproved || !w.NeedsAttention || h.Creates(id) != 0 {
		t.Fatalf("%s, sent %d times, an admin is asked for: %t", w.State, h.Creates(id), w.NeedsAttention)
	}
	approveBy(t, h, id, "admin1")
	reconciled(t, h)
	if w := h.Stored(id); w.State != funds.StateProcessing || h.Creates(id) != 1 {
		t.Errorf("%s, sent %d times", w.State, h.Creates(id))
	}
}
