package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func likeness() funds.Likeness {
	return funds.Likeness{Kind: funds.RequestWithdrawal, UserID: "u1", Where: "0341234567", Amount: 100_00}
}

func TestNoTwoLikenessesHaveOneKey(t *testing.T) {
	t.Parallel()
	keys := map[string]funds.Likeness{}
	for _, like := range []funds.Likeness{
		likeness(),
		fixture.With(likeness(), func(l *funds.Likeness) { l.Amount++ }),
		fixture.With(likeness(), func(l *funds.Likeness) { l.Amount = -l.Amount }),
		fixture.With(likeness(), func(l *funds.Likeness) { l.Kind = funds.RequestRecharge }),
		fixture.With(likeness(), func(l *funds.Likeness) { l.UserID, l.Where = "u10", "341234567" }), // the same text, cut elsewhere
		fixture.With(likeness(), func(l *funds.Likeness) { l.UserID, l.Where = "u10341234567", "" }),
	} {
		if other, known := keys[like.Key()]; known {
			t.Errorf("%+v has the key of %+v", like, other)
		}
		keys[like.Key()] = like
	}
	if len(likeness().Key()) != 64 {
		t.Errorf("the key is %q", likeness().Key())
	}
}

func TestALikelyDuplicateIsRefusedWithTheEarlierOne(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	fresh := &funds.Twin{Key: likeness().Key(), At: fixture.Late, Expires: fixture.Late.Add(funds.DuplicateLife)}
	earlier := funds.Twin{Key: likeness().Key(), Result: "W1", At: fixture.Created, Expires: fixture.Late.Add(1)}

	claim, err := likeness().Twin(act, nil, false)
	fixture.Same(t, claim, fresh)
	if err != nil {
		t.Error(err)
	}
	expired := fixture.With(earlier, func(e *funds.Twin) { e.Expires = fixture.Late })
	claim, err = likeness().Twin(act, &expired, false)
	fixture.Same(t, claim, fresh)
	if err != nil {
		t.Error(err)
	}
	claim, err = likeness().Twin(act, &earlier, true) // given back: no duplicate of it
	fixture.Same(t, claim, fixture.With(fresh, func(c **funds.Twin) { copied := **c; copied.Over = "W1"; *c = &copied }))
	if err != nil {
		t.Error(err)
	}
	claim, err = likeness().Twin(act, &earlier, false)
	if claim != nil {
		t.Errorf("a duplicate is granted: %+v", claim)
	}
	refused := fixture.RefusalOf(t, err)
	fixture.Same(t, refused.Facts, funds.Facts{Earlier: "W1", EarlierAt: fixture.Created})
	if refused.Code != funds.CodeDuplicate || refused.Reason != funds.ReasonLikelyDuplicate {
		t.Errorf("it is refused as %v", refused)
	}
}

func TestAClaimAgainstDuplicatesNamesWhatItsRequestMade(t *testing.T) {
	t.Parallel()
	twin := &funds.Twin{Key: "k", At: fixture.Late}
	made := func(change funds.Change) string {
		if claimed := change.Claiming(twin).Twin; claimed != nil {
			return claimed.Result
		}
		return ""
	}
	for want, change := range map[string]funds.Change{
		string(fixture.WithdrawalID): {Withdrawal: &funds.WithdrawalChange{To: fixture.WithdrawalIn(funds.StatePending)}, Entries: []funds.Entry{{UserID: "u1", Seq: 3}}},
		"RC1":                        {Recharge: &funds.RechargeChange{To: funds.Recharge{ID: "RC1"}}},
		"PROPOSAL#PR1":               {Proposal: &funds.ProposalChange{To: funds.Proposal{ID: "PR1"}}},
		"u1-3":                       {Withdrawal: &funds.WithdrawalChange{From: 4, To: fixture.WithdrawalIn(funds.StateFailed)}, Entries: []funds.Entry{{UserID: "u1", Seq: 3}}},
		"":                           {Audit: &funds.AuditRecord{}}, // an adjustment of nothing
	} {
		if got := made(change); got != want {
			t.Errorf("the claim names %q, want %q", got, want)
		}
		if change.Claiming(nil).Twin != nil {
			t.Errorf("%q: a claim where none was asked for", want)
		}
	}
}

func TestOnlyWhatEndedWithoutMoneyMayBeAskedForAgain(t *testing.T) {
	t.Parallel()
	for state, want := range map[funds.State]bool{
		funds.StatePending: false, funds.StateApproved: false, funds.StateProcessing: false, funds.StateCompleted: false,
		funds.StateRejected: true, funds.StateFailed: true, funds.StateCancelled: true, funds.StateNone: false,
	} {
		w := fixture.WithdrawalIn(state)
		if w.Unpaid() != want {
			t.Errorf("%q: %v", state, !want)
		}
		if w.NeedsAttention = true; w.Unpaid() {
			t.Errorf("%q, contradicted, counts as unpaid", state)
		}
	}
	for _, state := range append(funds.RechargeStates(), funds.RechargeNone) {
		want := state == funds.RechargeRefused || state == funds.RechargeExpired || state == funds.RechargeClosed
		if got := (funds.Recharge{State: state}).Unpaid(); got != want {
			t.Errorf("recharge %q: %v", state, got)
		}
	}
}

// A request whose account is free text alone is told from another by that text.
func TestWhatNamesNoAccountIsToldApartByItsText(t *testing.T) {
	t.Parallel()
	to := func(target funds.Target) string {
		return funds.Withdrawal{UserID: "u1", Amount: 100_00, Target: target}.Likeness().Key()
	}
	one, other := to(funds.Target{Remark: "工商银行 张三"}), to(funds.Target{Remark: "建设银行 李四"})
	if one == other {
		t.Error("two accounts are alike")
	}
	if to(funds.Target{Account: "6222", Remark: "a"}) != to(funds.Target{Account: "6222", Remark: "b"}) {
		t.Error("one account is not like itself")
	}
}
