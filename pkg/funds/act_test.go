package funds_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAnActHasWholeMillisecondsInUTCAndTheIDThatItsBytesSpell(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 16, 0, 0, 123_999_999, time.FixedZone("UTC+8", 8*60*60))
	got := funds.NewAct([funds.CommitIDBytes]byte{1, 2, 3}, at, fixture.Admin)
	fixture.Same(t, got, funds.Act{CommitID: "AQIDAAAAAAAAAAAA", At: time.Date(2026, 3, 1, 8, 0, 0, 123_000_000, time.UTC), Actor: fixture.Admin})
	fixture.Same(t, got.By(fixture.Machine), funds.Act{CommitID: got.CommitID, At: got.At, Actor: fixture.Machine})
}

func TestOnlyAnAdminIsKeptFromTheirOwnMoney(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		actor   funds.Actor
		refused bool
	}{
		"an admin, of another's": {fixture.Admin, false}, "an admin, of their own": {fixture.Self, true},
		"the user": {fixture.User, false}, "the machine": {fixture.Machine, false},
	} {
		if err := funds.NotOwn(fixture.Act(test.actor, fixture.Late), "u1"); errors.Is(err, funds.ErrForbidden) != test.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAClaimIsOfOneRequestHoweverItsBodyIsSpaced(t *testing.T) {
	t.Parallel()
	was := funds.Print{Bytes: "b", Value: "v"}
	for name, test := range map[string]struct {
		now  funds.Print
		same bool
	}{
		"the same bytes":           {funds.Print{Bytes: "b"}, true},
		"the same said otherwise":  {funds.Print{Bytes: "c", Value: "v"}, true},
		"another request":          {funds.Print{Bytes: "c", Value: "w"}, false},
		"another, of before":       {funds.Print{Bytes: "c"}, false},
		"neither has what it says": {funds.Print{}, false},
	} {
		if got := was.Same(test.now); got != test.same {
			t.Errorf("%s: same %v", name, got)
		}
	}
	if got := (&funds.Claim{Key: "k"}).For("r"); got.Result != "r" || got.Key != "k" {
		t.Errorf("got %+v", got)
	}
	if (*funds.Claim)(nil).For("r") != nil {
		t.Error("no claim has a result")
	}
}

func TestAChangeIsEmptyWhereItWritesNothing(t *testing.T) {
	t.Parallel()
	if !(funds.Change{CommitID: "c", Claim: &funds.Claim{}}).Empty() {
		t.Error("a claim alone is something to write")
	}
	for name, change := range map[string]funds.Change{
		"a wallet": {Wallet: &funds.WalletChange{}}, "a withdrawal": {Withdrawal: &funds.WithdrawalChange{}}, "a recharge": {Recharge: &funds.RechargeChange{}},
		"an entry": {Entries: make([]funds.Entry, 1)}, "an audit record": {Audit: &funds.AuditRecord{}}, "a stray callback": {Stray: &funds.Stray{}},
	} {
		if change.Empty() {
			t.Errorf("%s is nothing to write", name)
		}
	}
}
