package funds_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAProposalsIDIsReadInAnyLetterCase(t *testing.T) {
	t.Parallel()
	id := funds.NewProposalID(fixture.Act(fixture.Admin, fixture.Late))
	for _, spelling := range []string{string(id), strings.ToLower(string(id))} {
		if got, err := funds.ParseProposalID(spelling); got != id || err != nil {
			t.Errorf("%q is read as %q, %v", spelling, got, err)
		}
	}
	if !id.Time().Equal(fixture.Late) {
		t.Errorf("it was made at %s, want %s", id.Time(), fixture.Late)
	}
	other := fixture.Act(fixture.Admin, fixture.Late)
	other.CommitID = "c10"
	if funds.NewProposalID(other) == id {
		t.Error("two acts of one second propose under one id")
	}
	for name, text := range map[string]string{
		"nothing":                              "",
		"a withdrawal's id":                    string(fixture.WithdrawalID),
		"another prefix":                       "RC" + string(fixture.WithdrawalID),
		"a character too few":                  "PR" + string(fixture.WithdrawalID[1:]),
		"a character too many":                 "PR" + string(fixture.WithdrawalID) + "0",
		"a letter that no code has":            "PRU" + string(fixture.WithdrawalID[1:]),
		"a 13th month":                         "PR0123456720261301080000",
		"a letter that upper-cases into the S": "PRſ" + string(fixture.WithdrawalID[1:]),
	} {
		if got, err := funds.ParseProposalID(text); !errors.Is(err, funds.ErrNoProposal) || got != "" {
			t.Errorf("%s: read as %q, %v", name, got, err)
		}
	}
	if at := funds.ProposalID("PRX").Time(); !at.IsZero() {
		t.Errorf("what is no id was made at %s", at)
	}
}

func TestWhoeverMayApproveSomeProposalMayAdjustPayOpenWalletsOrResolve(t *testing.T) {
	t.Parallel()
	want := funds.Permissions{funds.PermissionPay, funds.PermissionAdjust, funds.PermissionWallet, funds.PermissionResolve}
	fixture.Same(t, funds.ProposalPermissions(), want)
	for act, permission := range map[funds.ProposedAct]funds.Permission{
		funds.ProposeAdjust: funds.PermissionAdjust, funds.ProposeSettle: funds.PermissionResolve, funds.ProposeStatus: funds.PermissionWallet,
		funds.ProposeFail: funds.PermissionPay, funds.ProposeResolve: funds.PermissionResolve, "steal": "",
	} {
		if got := act.Permission(); got != permission || act.Known() != (permission != "") {
			t.Errorf("%q needs %q, known %t", act, got, act.Known())
		}
	}
}

func TestAProposalsHashIsOfAllThatIsProposed(t *testing.T) {
	t.Parallel()
	proposed := func(edits ...func(*funds.Proposal)) string {
		p := funds.Proposal{
			ID: "PR1", Act: funds.ProposeAdjust, Target: "u1", Body: funds.ProposalBody{funds.BodyAmount: "500", funds.BodyReason: "补"},
			Approvals: []funds.ProposalApproval{{Person: "li"}}, CreatedAt: fixture.Created,
		}
		return fixture.With(p, edits...).ContentHash()
	}
	whole := proposed()
	if again := proposed(func(p *funds.Proposal) { p.Need, p.State = 3, funds.ProposalDone }); again != whole {
		t.Error("what becomes of it changes what it is")
	}
	for name, edit := range map[string]func(*funds.Proposal){
		"its id":     func(p *funds.Proposal) { p.ID = "PR2" },
		"its act":    func(p *funds.Proposal) { p.Act = funds.ProposeSettle },
		"its target": func(p *funds.Proposal) { p.Target = "u2" },
		"its amount": func(p *funds.Proposal) {
			p.Body = funds.ProposalBody{funds.BodyAmount: "5000", funds.BodyReason: "补"}
		},
		"its reason": func(p *funds.Proposal) {
			p.Body = funds.ProposalBody{funds.BodyAmount: "500", funds.BodyReason: "补!"}
		},
		"one fact fewer": func(p *funds.Proposal) { p.Body = funds.ProposalBody{funds.BodyAmount: "500"} },
		"who proposes":   func(p *funds.Proposal) { p.Approvals = []funds.ProposalApproval{{Person: "wang"}} },
		"nobody":         func(p *funds.Proposal) { p.Approvals = nil },
		"when":           func(p *funds.Proposal) { p.CreatedAt = fixture.Created.Add(time.Millisecond) },
	} {
		if proposed(edit) == whole {
			t.Errorf("%s may change behind the approvals", name)
		}
	}
}

func TestAProposalHasComeToNothingOnceItFailedWasRejectedOrExpired(t *testing.T) {
	t.Parallel()
	for _, state := range funds.ProposalStates() {
		p := funds.Proposal{State: state, Expires: fixture.Late}
		ended := state == funds.ProposalFailed || state == funds.ProposalRejected
		if got := p.Unmade(fixture.Late.Add(-1)); got != ended {
			t.Errorf("%s, before its time is over: %t", state, got)
		}
		if got, want := p.Unmade(fixture.Late), ended || state == funds.ProposalOpen; got != want {
			t.Errorf("%s, when its time is over: %t", state, got)
		}
		if got, want := p.Expired(fixture.Late), state == funds.ProposalOpen; got != want {
			t.Errorf("%s has expired: %t", state, got)
		}
	}
}

func TestAClaimsResultNamesAProposalOrSomethingElse(t *testing.T) {
	t.Parallel()
	if id, is := funds.ClaimedProposal(funds.ProposalClaim("PR1")); id != "PR1" || !is {
		t.Errorf("read back as %q, %t", id, is)
	}
	for _, other := range []string{"", "u1-3", string(fixture.WithdrawalID), "PR1", "PROPOSAL"} {
		if id, is := funds.ClaimedProposal(other); id != "" || is {
			t.Errorf("%q is taken for the proposal %q", other, id)
		}
	}
}

func TestAnAmountThatIsNoNumberIsNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]funds.Amount{"": 0, "5.00": 0, "x": 0, "99999999999999999999": 0, "-500": -500, "500": 500} {
		if got := (funds.ProposalBody{funds.BodyAmount: text}).Amount(); got != want {
			t.Errorf("%q is %d", text, got)
		}
	}
}

func TestPermissionsAreWrittenAsOneText(t *testing.T) {
	t.Parallel()
	if got := (funds.Permissions{funds.PermissionReview, funds.PermissionPay}).Joined(", "); got != "review, pay" {
		t.Errorf("got %q", got)
	}
	if got := slices.Compact(funds.AllPermissions()); len(got) != 8 {
		t.Errorf("there are %d permissions", len(got))
	}
}
