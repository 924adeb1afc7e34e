package withdrawal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

var (
	aDay = withdrawal.HoldRequest{Reason: "等待资料", Hours: 24, OnExpiry: funds.HoldEscalates}

	holdOver    = fixture.Said(withdrawal.ReasonHoldOver)
	holdsToDay  = funds.Hold{Kind: funds.HoldByHand, Reason: funds.Text("等待资料"), Until: fixture.Late.Add(24 * time.Hour), OnExpiry: funds.HoldEscalates}
	stillToWait = []funds.State{funds.StatePending, funds.StateApproved}
)

// heldUntil is a withdrawal on hold until a moment.
func heldUntil(state funds.State, until time.Time, end funds.HoldEnd, edits ...func(*funds.Withdrawal)) funds.Withdrawal {
	w := fixture.WithdrawalIn(state)
	w.Hold = funds.Hold{Kind: funds.HoldByHand, Reason: funds.Text("等待资料"), Until: until, OnExpiry: end}
	w.Watch.Due = until
	return fixture.With(w, edits...)
}

func TestAHoldStopsWhatIsNotSentYet(t *testing.T) {
	t.Parallel()
	act := by("a1")
	for _, state := range stillToWait {
		before := fixture.WithdrawalIn(state)
		fixture.Same(t, fixture.Decided(t)(withdrawal.PutHold(act, before, aDay)), funds.Change{
			CommitID: act.CommitID, At: act.At,
			Withdrawal: &funds.WithdrawalChange{From: before.Version, To: fixture.With(fixture.Moved(before, 1, state, act), func(w *funds.Withdrawal) {
				w.Hold, w.Watch.Due = holdsToDay, holdsToDay.Until
			})},
			Lines: []funds.Line{fixture.LineOf(before.Version+1, funds.CommandPutHold, state, state, funds.Text("等待资料"), act)},
		})
		held := heldUntil(state, fixture.Late, funds.HoldRejects)
		again := fixture.Decided(t)(withdrawal.PutHold(act, held, aDay))
		fixture.Same(t, holdsToDay, again.Withdrawal.To.Hold)
		fixture.Same(t, true, again.Withdrawal.Held)
	}
	for _, state := range funds.States() {
		if state == funds.StatePending || state == funds.StateApproved {
			continue
		}
		change, err := withdrawal.PutHold(act, fixture.WithdrawalIn(state), aDay)
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
		change, err = withdrawal.Release(act, fixture.WalletOf(), fixture.WithdrawalIn(state), "r", fixture.Policy())
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	}
}

func TestAHoldHasAReasonAnEndAndBounds(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	for name, test := range map[string]struct {
		age    time.Duration // of the withdrawal, at the act
		edit   func(*withdrawal.HoldRequest)
		field  string
		reason funds.Reason // empty where it is put
		facts  funds.Facts
	}{
		"an hour":                         {0, func(r *withdrawal.HoldRequest) { r.Hours = 1 }, "", "", funds.Facts{}},
		"thirty days":                     {0, func(r *withdrawal.HoldRequest) { r.Hours = withdrawal.MaxHoldHours }, "", "", funds.Facts{}},
		"to the last day":                 {(withdrawal.MaxHoldDays - 1) * day, func(*withdrawal.HoldRequest) {}, "", "", funds.Facts{}},
		"past the last day":               {(withdrawal.MaxHoldDays-1)*day + time.Millisecond, func(*withdrawal.HoldRequest) {}, "hours", withdrawal.ReasonHoldAge, funds.Facts{Maximum: withdrawal.MaxHoldDays}},
		"of what is much too old":         {400 * day, func(r *withdrawal.HoldRequest) { r.Hours = 1 }, "hours", withdrawal.ReasonHoldAge, funds.Facts{Maximum: withdrawal.MaxHoldDays}},
		"no time":                         {0, func(r *withdrawal.HoldRequest) { r.Hours = 0 }, "hours", withdrawal.ReasonHoldHours, funds.Facts{Minimum: 1, Maximum: withdrawal.MaxHoldHours}},
		"more than thirty days":           {0, func(r *withdrawal.HoldRequest) { r.Hours = withdrawal.MaxHoldHours + 1 }, "hours", withdrawal.ReasonHoldHours, funds.Facts{Minimum: 1, Maximum: withdrawal.MaxHoldHours}},
		"no reason":                       {0, func(r *withdrawal.HoldRequest) { r.Reason = " " }, "reason", funds.ReasonNoReasonGiven, funds.Facts{}},
		"an end that would pay":           {0, func(r *withdrawal.HoldRequest) { r.OnExpiry = "pay" }, "onExpiry", funds.ReasonNotOneOf, funds.Facts{Options: "reject,escalate"}},
		"an end by rejection":             {0, func(r *withdrawal.HoldRequest) { r.OnExpiry = funds.HoldRejects }, "", "", funds.Facts{}},
		"a reason that is too long":       {0, func(r *withdrawal.HoldRequest) { r.Reason = strings.Repeat("长", 201) }, "reason", funds.ReasonTextTooLong, funds.Facts{Maximum: 200}},
		"a reason that is as long as any": {0, func(r *withdrawal.HoldRequest) { r.Reason = strings.Repeat("长", 200) }, "", "", funds.Facts{}},
	} {
		asked, pending := aDay, fixture.WithdrawalIn(funds.StatePending)
		test.edit(&asked)
		pending.CreatedAt = fixture.Late.Add(-test.age)
		change, err := withdrawal.PutHold(by("a1"), pending, asked)
		if test.reason == "" {
			if err != nil || change.Withdrawal.To.Hold.Until != fixture.Late.Add(time.Duration(asked.Hours)*time.Hour) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		refused := fixture.RefusalOf(t, err)
		test.facts.Field = refused.Facts.Field
		if refused.Code != funds.CodeInvalid || refused.Field != test.field || refused.Reason != test.reason || refused.Facts != test.facts || !change.Empty() {
			t.Errorf("%s: %+v", name, refused)
		}
	}
}

func TestAReleaseApprovesNothing(t *testing.T) {
	t.Parallel()
	act, policy := by("a1"), twoOf()
	endorsed := approvedBy(t, policy, fixture.WithdrawalIn(funds.StatePending), "a2")
	held := fixture.Decided(t)(withdrawal.PutHold(by("a3"), endorsed, aDay)).Withdrawal.To
	released := fixture.Decided(t)(withdrawal.Release(act, fixture.WalletOf(), held, "已核实", policy))
	fixture.Same(t, released, funds.Change{
		CommitID: act.CommitID, At: act.At,
		Withdrawal: &funds.WithdrawalChange{From: held.Version, Held: true, To: fixture.With(fixture.Moved(endorsed, 2, funds.StatePending, act), func(w *funds.Withdrawal) {
			w.Watch.Due = ledger.Never
		})},
		Lines: []funds.Line{fixture.LineOf(held.Version+1, funds.CommandRelease, funds.StatePending, funds.StatePending, funds.Text("已核实"), act)},
	})
	change, err := withdrawal.Release(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending), "已核实", policy)
	if err != nil || !change.Empty() {
		t.Errorf("what is not on hold: %+v, %v", change, err)
	}
	for _, missing := range []string{"", " \n"} {
		change, err := withdrawal.Release(act, fixture.WalletOf(), held, missing, policy)
		fixture.RefusedAs(t, change, err, funds.Invalid("reason", funds.ReasonNoReasonGiven))
	}
	change, err = withdrawal.Release(act, fixture.WalletOf(), held, strings.Repeat("长", 201), policy)
	fixture.RefusedAs(t, change, err, fixture.Invalid("reason"))
}

func TestWhoStandsApartReleasesNothing(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	for name, test := range map[string]struct {
		sub  string
		edit func(*funds.Wallet, *funds.Withdrawal)
		want *funds.Error
	}{
		"the owner":              {"a1", func(_ *funds.Wallet, w *funds.Withdrawal) { w.UserID = "a1" }, funds.ErrForbidden},
		"the owner's other self": {"a1", func(p *funds.Wallet, w *funds.Withdrawal) { p.UserID, w.UserID = "a1-phone", "a1-phone" }, funds.ErrForbidden},
		"who asked for it":       {"a1", func(_ *funds.Wallet, w *funds.Withdrawal) { w.Maker = "a1-phone" }, funds.Refuse(funds.CodeApproval, withdrawal.ReasonMakerApart)},
		"nobody of the policy's": {"a9", func(*funds.Wallet, *funds.Withdrawal) {}, fixture.Coded(funds.CodeForbidden)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			purse, held := fixture.WalletOf(), heldUntil(funds.StatePending, fixture.Late, funds.HoldRejects)
			test.edit(&purse, &held)
			change, err := withdrawal.Release(by(test.sub), purse, held, "已核实", policy)
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

func TestWhatWasApprovedForTheMachineIsDueAgainOnceReleased(t *testing.T) {
	t.Parallel()
	pays := func(p *funds.Policy) { p.Channels[0].PayOnApproval = true }
	leaves := func(p *funds.Policy) { p.Channels[0].PayOnApproval, p.Channels[0].AutoApprove = false, false }
	none := func(p *funds.Policy) { p.Channels = nil }
	approved := heldUntil(funds.StateApproved, fixture.Late.Add(time.Hour), funds.HoldRejects)
	later := fixture.Late.Add(5 * time.Hour)
	for name, test := range map[string]struct {
		held   funds.Withdrawal
		policy funds.Policy
		due    time.Time
	}{
		"the machine's":           {approved, fixture.With(fixture.Policy(), pays), fixture.Late},
		"not yet the machine's":   {fixture.With(approved, func(w *funds.Withdrawal) { w.NotBefore = later }), fixture.With(fixture.Policy(), pays), later},
		"an admin's":              {approved, fixture.With(fixture.Policy(), leaves), ledger.Never},
		"paid by hand":            {approved, fixture.With(fixture.Policy(), none), ledger.Never},
		"pending":                 {heldUntil(funds.StatePending, fixture.Late, funds.HoldRejects), fixture.With(fixture.Policy(), pays), ledger.Never},
		"short of another's word": {approved, twoOf(pays), ledger.Never},
	} {
		released := fixture.Decided(t)(withdrawal.Release(by("a1"), fixture.WalletOf(), test.held, "已核实", test.policy)).Withdrawal.To
		if released.Hold.On() || !released.Watch.Due.Equal(test.due) {
			t.Errorf("%s: due %s, want %s", name, released.Watch.Due, test.due)
		}
	}
}

func TestAReleaseAnswersWhatTheHoldAskedForAndNothingElse(t *testing.T) {
	t.Parallel()
	for info, asks := range map[funds.Message]bool{holdOver: false, fixture.Said(withdrawal.ReasonContentChanged): true} {
		held := heldUntil(funds.StatePending, ledger.Never, funds.HoldEscalates, func(w *funds.Withdrawal) { w.NeedsAttention, w.NotifyInfo = true, info })
		released := fixture.Decided(t)(withdrawal.Release(by("a1"), fixture.WalletOf(), held, "已核实", fixture.Policy())).Withdrawal.To
		if released.NeedsAttention != asks || (released.NotifyInfo == info) != asks {
			t.Errorf("%s: %t, %q", info, released.NeedsAttention, released.NotifyInfo)
		}
	}
}

func TestAHoldThatIsOverEndsOnce(t *testing.T) {
	t.Parallel()
	machine := fixture.Act(funds.System("policy"), fixture.Late)
	ends := map[funds.State]struct {
		command funds.Command
		state   funds.State
	}{funds.StatePending: {funds.CommandReject, funds.StateRejected}, funds.StateApproved: {funds.CommandRevoke, funds.StateRejected}}
	for state, want := range ends {
		back := fixture.Decided(t)(withdrawal.EndHold(machine, fixture.WalletOf(), heldUntil(state, fixture.Late, funds.HoldRejects)))
		to := back.Withdrawal.To
		if to.State != want.state || back.Lines[0].Command != want.command || back.Wallet.To.Frozen != 0 || to.Review.Note != fixture.Said(withdrawal.ReasonNotInTime) || !to.Hold.On() {
			t.Errorf("%s: %s by %s, of which %d is frozen: %q", state, to.State, back.Lines[0].Command, back.Wallet.To.Frozen, to.Review.Note)
		}
		asked := fixture.Decided(t)(withdrawal.EndHold(machine, fixture.WalletOf(), heldUntil(state, fixture.Late, funds.HoldEscalates)))
		now := asked.Withdrawal.To
		if now.State != state || !now.Held() || !now.NeedsAttention || now.NotifyInfo != holdOver || !now.Watch.Due.Equal(ledger.Never) || asked.Wallet != nil {
			t.Errorf("%s: %+v", state, now)
		}
		for name, waits := range map[string]funds.Withdrawal{
			"not over":         heldUntil(state, fixture.Late.Add(time.Millisecond), funds.HoldRejects),
			"escalated before": now,
			"not on hold":      fixture.With(fixture.WithdrawalIn(state), func(w *funds.Withdrawal) { w.Watch.Due = fixture.Late }),
		} {
			if change, err := withdrawal.EndHold(machine, fixture.WalletOf(), waits); err != nil || !change.Empty() {
				t.Errorf("%s, %s: %+v, %v", name, state, change, err)
			}
		}
	}
	ended := heldUntil(funds.StateRejected, fixture.Late, funds.HoldRejects)
	if change, err := withdrawal.EndHold(machine, fixture.WalletOf(), ended); err != nil || !change.Empty() {
		t.Errorf("what has ended: %+v, %v", change, err)
	}
}

func TestNothingIsPendingForLongerThanThePolicyLetsIt(t *testing.T) {
	t.Parallel()
	machine := fixture.Act(funds.System("policy"), fixture.Late)
	age := fixture.Late.Sub(fixture.Created)
	for name, test := range map[string]struct {
		life time.Duration
		w    funds.Withdrawal
		ends bool
	}{
		"as old as may be":   {age, fixture.WithdrawalIn(funds.StatePending), true},
		"not so old":         {age + time.Millisecond, fixture.WithdrawalIn(funds.StatePending), false},
		"whatever its age":   {0, fixture.WithdrawalIn(funds.StatePending), false},
		"approved":           {age, fixture.WithdrawalIn(funds.StateApproved), false},
		"on hold":            {age, heldUntil(funds.StatePending, fixture.Late.Add(time.Hour), funds.HoldEscalates), true},
		"escalated, on hold": {age, heldUntil(funds.StatePending, ledger.Never, funds.HoldEscalates), true},
	} {
		policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Controls.PendingLife = test.life })
		change, err := withdrawal.EndPending(machine, fixture.WalletOf(), test.w, policy)
		if err != nil || change.Empty() == test.ends || (test.ends && (change.Withdrawal.To.State != funds.StateRejected || change.Wallet.To.Frozen != 0)) {
			t.Errorf("%s: %+v, %v", name, change, err)
		}
	}
}

func TestAnAdminIsAskedForOnce(t *testing.T) {
	t.Parallel()
	machine, why := fixture.Act(funds.System("policy"), fixture.Late), fixture.Said(withdrawal.ReasonMachineCannot)
	asking := func(w *funds.Withdrawal) { w.NeedsAttention = true }
	for name, test := range map[string]struct {
		w    funds.Withdrawal
		asks bool
		due  time.Time
	}{
		"pending":                {fixture.WithdrawalIn(funds.StatePending), true, ledger.Never},
		"asked for already":      {fixture.With(fixture.WithdrawalIn(funds.StatePending), asking), false, ledger.Never},
		"on hold":                {heldUntil(funds.StatePending, fixture.Late, funds.HoldRejects), true, ledger.Never},
		"on hold, and asked for": {heldUntil(funds.StatePending, fixture.Late, funds.HoldRejects, asking), true, ledger.Never},
		"on hold, and done with": {heldUntil(funds.StatePending, ledger.Never, funds.HoldRejects, asking), false, ledger.Never},
		"approved, and due":      {fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.Watch.Due = fixture.Late }), true, fixture.Late},
	} {
		change, err := withdrawal.Escalate(machine, test.w, why)
		if err != nil || change.Empty() == test.asks {
			t.Errorf("%s: %+v, %v", name, change, err)
			continue
		}
		if to := change.Withdrawal; test.asks && (!to.To.NeedsAttention || to.To.NotifyInfo != why || !to.To.Watch.Due.Equal(test.due) || to.To.State != test.w.State) {
			t.Errorf("%s: %+v", name, to.To)
		}
	}
	for _, state := range []funds.State{funds.StateProcessing, funds.StateRejected} {
		change, err := withdrawal.Escalate(machine, fixture.WithdrawalIn(state), why)
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	}
}

func TestMoreWalletsThanThePolicyAllowsPutANewWithdrawalOnHold(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	rule := funds.SharedAccount{Wallets: 2, Hold: 3 * time.Hour, OnExpiry: funds.HoldRejects}
	for name, test := range map[string]struct {
		rule    funds.SharedAccount
		wallets int64
		held    bool
	}{
		"as many as are allowed": {rule, 2, false}, "one more": {rule, 3, true}, "no rule": {funds.SharedAccount{Hold: time.Hour}, 9, false},
	} {
		for _, auto := range []bool{false, true} {
			request := fixture.RequestOf(100_00)
			request.Method, request.Wallets, request.AutoPay = fixture.Channel, test.wallets, auto
			policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Controls.SharedAccount = test.rule })
			made := fixture.Decided(t)(withdrawal.Create(act, fixture.WalletOf(), request, policy))
			to := made.Withdrawal.To
			state := map[bool]funds.State{false: funds.StatePending, true: funds.StateProcessing}[auto && !test.held]
			want := funds.Hold{}
			if test.held {
				want = funds.Hold{
					Kind: funds.HoldShared, Reason: fixture.Said(withdrawal.ReasonSharedAccount, funds.Facts{Count: 3, Maximum: 2}),
					Until: fixture.Late.Add(3 * time.Hour), OnExpiry: funds.HoldRejects,
				}
			}
			if to.Hold != want || to.State != state || (test.held && !to.Watch.Due.Equal(want.Until)) {
				t.Errorf("%s, paid by policy %t: %s, %+v", name, auto, to.State, to.Hold)
			}
		}
	}
}
