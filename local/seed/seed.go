// Package seed makes crowds of withdrawals, to measure and to test lists of many: the same ones for the same plan.
// It writes them as they would be stored, past the write door, and without wallets' entries, logs and claims: only
// into a table that is made for it.
//
// It may import funds, the table and the AWS SDK.
package seed

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Plan is a crowd.
type Plan struct {
	Seed        uint64
	Withdrawals int
	Users       int
	From        time.Time // asked for at this moment or later
	Until       time.Time // and before this one
	Shards      int       // of each month; 0 is 1
	// Ledgers is how many of the users have their withdrawals' freezes in their ledgers: a keyword finds these users'.
	Ledgers int
}

// states are how often a withdrawal is in a state, of 100.
var states = []struct {
	state funds.State
	share int
}{
	{funds.StateCompleted, 78}, {funds.StateFailed, 6}, {funds.StateRejected, 6}, {funds.StateCancelled, 2},
	{funds.StatePending, 4}, {funds.StateApproved, 2}, {funds.StateProcessing, 2},
}

var methods = []funds.Method{funds.MethodBank, funds.MethodAlipay, funds.MethodWechat, "MVola"}

// Wallets are the crowd's users.
func (p Plan) Wallets() iter.Seq[funds.Wallet] {
	return func(yield func(funds.Wallet) bool) {
		for n := range p.Users {
			wallet := funds.Wallet{
				UserID: userID(n), Version: 1, Status: funds.WalletActive, Balance: 100_000, CommitID: "seed", CreatedAt: p.From, UpdatedAt: p.From,
				Profile: funds.Profile{Name: fmt.Sprintf("用户%d", n), Phone: fmt.Sprintf("138%08d", n)},
			}
			if !yield(wallet) {
				return
			}
		}
	}
}

func userID(n int) string { return fmt.Sprintf("user-%06d", n) }

// HasLedger says that a user is one of the plan's Ledgers.
func (p Plan) HasLedger(user string) bool { return user < userID(p.Ledgers) }

// All are the crowd's withdrawals, oldest first, one user after the other. Some are asked for within one millisecond.
func (p Plan) All() iter.Seq[funds.Withdrawal] {
	return func(yield func(funds.Withdrawal) bool) {
		dice := rand.New(rand.NewPCG(p.Seed, uint64(p.Withdrawals))) //nolint:gosec // the same crowd each time
		length := p.Until.Sub(p.From)
		at := p.From
		for n := range p.Withdrawals {
			share := time.Duration(float64(length) * float64(n+1) / float64(p.Withdrawals+1))
			if next := p.From.Add(share).Truncate(time.Second); dice.IntN(4) > 0 {
				at = next.Add(time.Duration(dice.IntN(3)) * time.Millisecond)
			}
			if !yield(p.withdrawal(dice, userID(n%p.Users), at)) {
				return
			}
		}
	}
}

func (p Plan) withdrawal(dice *rand.Rand, user string, at time.Time) funds.Withdrawal {
	var random [8]byte
	binary.BigEndian.PutUint64(random[:], dice.Uint64())
	withdrawal := funds.Withdrawal{
		ID: funds.NewID([funds.CodeBytes]byte(random[:funds.CodeBytes]), at), UserID: user, Version: 3, State: stateOf(dice.IntN(100)),
		Amount: funds.Amount(100 + dice.IntN(500_000)), Fee: funds.Amount(dice.IntN(100)), Method: methods[dice.IntN(len(methods))],
		Target: funds.Target{Account: fmt.Sprintf("6222%015d", dice.IntN(1e9)), Owner: "张三", Bank: "工商银行"},
		Day:    at.UTC().Format(time.DateOnly), CommitID: "seed", CreatedAt: at, UpdatedAt: at.Add(time.Hour),
		Review: funds.Review{By: "admin-1", At: at.Add(time.Minute)},
		Actor:  funds.Actor{Role: funds.RoleAdmin, ID: "admin-1", Name: "张三"},
	}
	switch withdrawal.State {
	case funds.StateCompleted:
		withdrawal.Payout = funds.Payout{Kind: funds.PayoutManual, TransactionNo: string(withdrawal.ID), PaidAt: at.Add(time.Hour)}
	case funds.StateFailed:
		withdrawal.FailReason = "收款账户异常"
	default:
	}
	return withdrawal
}

func stateOf(roll int) funds.State {
	for _, s := range states {
		if roll -= s.share; roll < 0 {
			return s.state
		}
	}
	return funds.StatePending
}

// newestFirst sorts as lists do: by the moment, and within one by the id.
func newestFirst(list []funds.Withdrawal) {
	slices.SortFunc(list, func(a, b funds.Withdrawal) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
}
