package contract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// mostBytes keeps a wallet and a withdrawal within one write unit, which is 1 KB, with room for what tells whether they
// were tampered with.
const mostBytes = 950

// TestAWalletAndAWithdrawalStayWithinOneWriteUnit, with all that approvals add, as they are after each step of lives that
// take two people, and paid from an account with a short id. Ids are UUIDs, names and texts as long as real ones, and the wallet has paid for a month.
func TestAWalletAndAWithdrawalStayWithinOneWriteUnit(t *testing.T) {
	t.Parallel()
	l := newLives(t)
	const days = 10
	l.takesTwo()
	l.house.Changes(func(p *funds.Policy) { p.Accounts = []funds.PayingAccount{{ID: "gw", Kind: funds.AccountGateway}} })
	l.order()
	for _, s := range l.byTwo()[1:] {
		l.costs(t, s)
		l.within(t, "ordered: "+s.name)
	}
	for range days {
		for _, s := range l.byTwo() {
			l.costs(t, s)
			l.within(t, s.name)
		}
		l.house.Clock.Advance(3 * 24 * time.Hour)
	}
	for range days {
		l.create(flowtest.Channel)()
		l.house.Clock.Advance(2 * time.Hour)
	}
	l.within(t, "many within a day")
}

func (l *lives) within(t *testing.T, step string) {
	t.Helper()
	largest := map[string]int{}
	for key, size := range l.house.Sizes() {
		kind := key[strings.LastIndex(key, " ")+1:]
		largest[kind] = max(largest[kind], size)
	}
	for _, kind := range []string{"WALLET", "WD"} {
		if size := largest[kind]; size > mostBytes || size == 0 {
			t.Errorf("after %s the largest %s has %d bytes, of at most %d", step, kind, size, mostBytes)
		}
	}
	t.Logf("%s: wallet %d, withdrawal %d bytes", step, largest["WALLET"], largest["WD"])
}

// TestWhatIsOnHoldStaysWithinOneWriteUnit, whoever put it there, and with the approvals of two people beside it.
func TestWhatIsOnHoldStaysWithinOneWriteUnit(t *testing.T) {
	t.Parallel()
	l := newLives(t)
	l.takesTwo()
	holds := exchange{name: "put on hold", do: l.decides("hold", `{"reason":"等待用户补充资料","hours":720,"onExpiry":"escalate"}`)}
	releases := exchange{name: "release", do: l.decides("release", `{"reason":"已电话核实"}`)}
	l.order()
	for _, s := range l.byTwo()[1:3] {
		for _, step := range []exchange{holds, releases, s, holds} {
			l.costs(t, step)
			l.within(t, step.name)
		}
		l.costs(t, releases)
	}
	l.house.Changes(func(p *funds.Policy) {
		p.Controls.SharedAccount = funds.SharedAccount{Wallets: 1, Hold: time.Hour, OnExpiry: funds.HoldEscalates}
	})
	l.house.Clock.Advance(2 * time.Minute) // so that it is not remembered that nothing was counted
	const other = "1a2b3c4d-58a0-4f0e-9a3d-7c1f2b3a4d5e"
	l.user = l.house.Called(identity.Caller{Sub: other, Role: funds.RoleUser, Name: "欧阳震华", Phone: "13812349999"})
	l.house.Fund(other, 10_000_00)
	l.order()
	if kind := l.house.Stored(funds.ID(l.id)).Hold.Kind; kind != funds.HoldShared {
		t.Fatalf("it is on hold as %q", kind)
	}
	l.within(t, "an account of two wallets")
	l.house.Clock.Advance(time.Hour)
	if _, err := l.house.Flow.Reconcile(t.Context(), everything); err != nil {
		t.Fatal(err)
	}
	if over := l.house.Stored(funds.ID(l.id)); !over.NeedsAttention {
		t.Fatal("nobody is asked for")
	}
	l.within(t, "a hold that is over")
}
