package e2e_test

import (
	"cmp"
	cryptorand "crypto/rand"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// shanghai is the business time zone of the stack.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// seeded are withdrawals of many users and times, in every state, newest first.
type seeded struct {
	list     []funds.Withdrawal
	profiles map[string]funds.Profile // by user
}

// seedUsers have names, phones, ids and reasons that a spreadsheet would calculate; two share a phone.
var seedUsers = map[string]funds.Profile{
	"esc_001":  {Name: "王小明", Phone: "13812348888"},
	"esc_002":  {Name: "=1+1", Phone: "13812348888"},
	"=1+1":     {Name: "@SUM(A1:A9)", Phone: "+8613800000000"},
	"ABCDEFGH": {Name: "＝HYPERLINK(\"http://x\",\"y\")", Phone: "13900000001"}, // an id that could be a code
	"u,5":      {Name: `O'Neil, "Bob"`, Phone: "123"},
	"-u6":      {Name: "-2+3"},
	"u7":       {Name: "＋1", Phone: "esc_001"}, // a phone that is another's id
	"u8":       {},
}

const seedEach = 65 // withdrawals of one user

// seedTimes are in order: on both sides of midnight in the business time zone and in UTC, at months' ends,
// and at any time of six weeks.
func seedTimes(dice *rand.Rand) []time.Time {
	first := time.Date(2025, 1, 20, 0, 0, 0, 0, shanghai)
	times := []time.Time{time.Now().Truncate(time.Millisecond)}
	for _, midnight := range []time.Time{
		time.Date(2025, 1, 25, 0, 0, 0, 0, shanghai), time.Date(2025, 2, 1, 0, 0, 0, 0, shanghai), time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2025, 3, 1, 0, 0, 0, 0, shanghai), time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC),
	} {
		times = append(times, midnight.Add(-time.Millisecond), midnight)
	}
	for len(times) < seedEach {
		times = append(times, first.Add(time.Duration(dice.Int64N(42*24*int64(time.Hour)))).Truncate(time.Millisecond))
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// seed makes the withdrawals by the use cases, with the clock at the times, and reads them back.
func (w *world) seed() seeded {
	w.t.Helper()
	var users sync.WaitGroup
	failed := make(chan error, len(seedUsers))
	ids := make(chan funds.ID, len(seedUsers)*seedEach)
	number := uint64(0)
	store := table.New(w.Client(), w.Table(), time.Now)
	for userID, profile := range seedUsers {
		number++
		service := &flow.Service{Store: store, Random: cryptorand.Reader, Log: slog.New(slog.DiscardHandler)}
		s := seeder{service, userID, rand.New(rand.NewPCG(5, number)), ids}
		users.Go(func() { failed <- s.run(w.t, profile) })
	}
	users.Wait()
	for range seedUsers {
		if err := <-failed; err != nil {
			w.t.Fatalf("seed: %v", err)
		}
	}
	close(ids)
	all := seeded{profiles: seedUsers}
	for id := range ids {
		withdrawal, err := store.Withdrawal(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		all.list = append(all.list, withdrawal)
	}
	slices.SortFunc(all.list, func(a, b funds.Withdrawal) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
	return all
}

// seeder makes one user's.
type seeder struct {
	*flow.Service
	userID string
	dice   *rand.Rand
	made   chan<- funds.ID
}

func (s seeder) run(t *testing.T, profile funds.Profile) error {
	t.Helper()
	at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	s.Now = func() time.Time { return at }
	s.Policy = funds.Policy{
		Zone: shanghai, Single: 1e8, Daily: 1e12, Minimum: 1, MaxOpen: 1000, Fee: funds.Fee{Fixed: 50}, Timing: funds.DefaultTiming(),
		Channels: []funds.Channel{{Method: "MVola", Type: "MVola", Name: "MVola", Step: 1}},
	}
	admin := funds.Actor{Role: funds.RoleAdmin, ID: helper, Name: "张三"}
	if _, err := s.Adjust(t.Context(), admin, flow.Adjustment{UserID: s.userID, Amount: 1e10, Reason: "test"}); err != nil {
		return err
	}
	if _, err := s.Wallet(t.Context(), s.userID, &profile); err != nil {
		return err
	}
	for _, at = range seedTimes(s.dice) {
		methods := []funds.Method{funds.MethodBank, funds.MethodAlipay, funds.MethodWechat, "MVola"}
		made, err := s.Create(t.Context(), flow.WithdrawalRequest{
			Actor: funds.Actor{Role: funds.RoleUser, ID: s.userID}, UserID: s.userID, Method: methods[s.dice.IntN(len(methods))],
			Amount: funds.Amount(100 + s.dice.IntN(20)*50), Target: funds.Target{Account: "6222020200112233", Owner: "张三", Bank: "工商银行"},
		})
		if err != nil {
			return err
		}
		s.made <- made.ID
		if err := s.drive(t, admin, made.ID); err != nil {
			return fmt.Errorf("%s: %w", made.ID, err)
		}
	}
	return nil
}

// drive brings a pending one into any state, or makes it wait for an admin.
func (s seeder) drive(t *testing.T, admin funds.Actor, id funds.ID) error {
	t.Helper()
	ctx := t.Context()
	way := s.dice.IntN(9)
	if way >= 4 {
		if _, err := s.Approve(ctx, admin, id, ""); err != nil {
			return err
		}
	}
	var err error
	switch way {
	case 0, 1: // stays pending
	case 2:
		_, err = s.Reject(ctx, admin, id, "资料不符")
	case 3:
		_, err = s.Recall(ctx, funds.Actor{Role: funds.RoleUser, ID: s.userID}, id, "")
	case 4: // stays approved
	case 5:
		_, err = s.Fail(ctx, admin, id, "=收款账户已注销", false)
	case 6:
		err = s.park(t, id, 0)
	case 7:
		err = s.park(t, id, s.Policy.Timing.AbsentTimes+1)
	default:
		_, err = s.PayManually(ctx, admin, id, funds.Transfer{})
	}
	return err
}

// park claims one for the gateway, which then says as often as is needed that there is no such order. Methods
// without a channel are paid by hand.
func (s seeder) park(t *testing.T, id funds.ID, absents int) error {
	t.Helper()
	now := s.Now()
	commit := func(decide func(funds.Act, funds.Wallet, funds.Withdrawal) (funds.Change, error)) error {
		withdrawal, err := s.Store.Withdrawal(t.Context(), id)
		if err != nil {
			return err
		}
		wallet, err := s.Store.Wallet(t.Context(), s.userID)
		if err != nil {
			return err
		}
		change, err := decide(funds.Act{CommitID: fmt.Sprint(id, withdrawal.Version), At: now, Actor: funds.System("test")}, wallet, withdrawal)
		if err != nil {
			return err
		}
		return s.Store.Commit(t.Context(), change)
	}
	order, err := s.Store.Withdrawal(t.Context(), id)
	if err != nil {
		return err
	}
	if order.Method != "MVola" {
		_, err := s.PayManually(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: helper}, id, funds.Transfer{})
		return err
	}
	err = commit(func(act funds.Act, _ funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Dispatch(act, funds.Wallet{}, order, funds.Report{Outcome: funds.OutcomeAbsent}, s.Policy)
	})
	for ; err == nil && absents > 0; absents-- {
		now = now.Add(s.Policy.Timing.AbsentGrace)
		err = commit(func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Settle(act, wallet, order, funds.Report{Outcome: funds.OutcomeAbsent}, s.Policy)
		})
	}
	return err
}
