package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestWhatAWalletAskedForWithinADayAddsUp(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	made := func(amount funds.Amount, at time.Time) funds.Withdrawal {
		return funds.Withdrawal{Version: 1, Amount: amount, CreatedAt: at}
	}
	var wallet funds.Wallet
	next := funds.Withdrawal{Amount: 5_00, CreatedAt: noon}
	sums := func(want funds.Amount, at time.Time, what string) {
		t.Helper()
		next.CreatedAt = at
		if got := wallet.PayoutsWith(next, at); got != want {
			t.Errorf("%s: %s, want %s", what, got.Fixed(), want.Fixed())
		}
	}
	sums(5_00, noon, "the first one")
	first, second, third := made(10_00, noon), made(20_00, noon.Add(time.Minute)), made(40_00, noon.Add(2*time.Hour))
	for _, one := range []funds.Withdrawal{first, second, third} {
		wallet.TakeRecent(one)
	}
	sums(75_00, noon.Add(2*time.Hour), "all of them")
	sums(75_00, noon.Add(24*time.Hour), "a day later: the hour counts whole")
	sums(45_00, noon.Add(25*time.Hour), "once the first hour is over")
	sums(5_00, noon.Add(27*time.Hour), "once all are over")
	if got := wallet.PayoutsWith(first, noon); got != 70_00 {
		t.Errorf("one that is among them counts once: %s", got.Fixed())
	}
	if got := wallet.PayoutsWith(first, noon.Add(25*time.Hour)); got != 50_00 {
		t.Errorf("one that is not among them any more counts: %s", got.Fixed())
	}
	before := wallet
	wallet.GiveBackRecent(first)
	sums(65_00, noon.Add(2*time.Hour), "one is given back")
	wallet.GiveBackRecent(second)
	wallet.GiveBackRecent(made(1_00, noon.Add(-time.Hour))) // of which nothing is known
	sums(45_00, noon.Add(2*time.Hour), "another is given back")
	if before.PayoutsWith(next, noon) != 75_00 {
		t.Error("what a decision read has changed under it")
	}
	wallet.TakeRecent(made(7_00, noon.Add(50*time.Hour)))
	if len(wallet.Recent) != 1 {
		t.Errorf("hours that are over are kept: %v", wallet.Recent)
	}
	if got := (funds.Wallet{}).PayoutsWith(first, noon); got != 10_00 {
		t.Errorf("of a wallet that is not known: %s", got.Fixed())
	}
}
