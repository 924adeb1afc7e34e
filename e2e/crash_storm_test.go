package e2e_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/local/schedule"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	stormLasts = 20 * time.Second
	stormUsers = 6
	// longestStop is more than a sender's window and grace together.
	longestStop = 4500 * time.Millisecond
)

// storm is everything at once: users, admins, the gateway's people, faults, and processes that die or stop.
type storm struct {
	*world
	seed  uint64
	users []*person

	mu    sync.Mutex
	tally map[string]int // what was done, and answered how
}

// TestNothingIsLostInAStorm repeats a storm's choices with OUTFLOW_STORM_SEED; the processes choose their
// own order.
func TestNothingIsLostInAStorm(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("OUTFLOW_STORM_SEED"); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	s := &storm{world: start(t, nil), seed: seed, tally: map[string]int{}}
	t.Logf("OUTFLOW_STORM_SEED=%d", seed)
	s.setGateway(map[string]any{"settleAfterMs": nil})
	for range stormUsers {
		s.users = append(s.users, s.user("100000"))
	}
	s.rage()
	s.calm()
	t.Logf("%v", s.tally)
	s.agree()
	s.balanced()
	if code, said := s.verifyCommand(); code != 0 || !strings.Contains(said, "no violation") {
		t.Errorf("outflow verify: exit %d: %s", code, said)
	}
}

// rage runs all actors until the time is over, and waits for their ends.
func (s *storm) rage() {
	actors := []func(*rand.Rand){s.adminActs, s.adminActs, s.gatewayActs, s.sabotage, s.kill, s.stop, s.reconciles, s.reconciles}
	for _, user := range s.users {
		actors = append(actors, func(random *rand.Rand) { s.userActs(random, user) })
	}
	until := time.Now().Add(stormLasts)
	atOnce(len(actors), func(i int) {
		random := rand.New(rand.NewPCG(s.seed, uint64(i)))
		for time.Now().Before(until) {
			actors[i](random)
		}
	})
}

// pause is a person's, or a process's, between two acts.
func pause(random *rand.Rand, most time.Duration) {
	time.Sleep(time.Duration(random.Int64N(int64(most))))
}

func pick[T any](random *rand.Rand, all ...T) T { return all[random.IntN(len(all))] }

// note counts an answer. Whatever dies, nobody may be told of an internal error.
func (s *storm) note(what string, got answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tally[fmt.Sprint(what, " ", got.Status)]++
	if got.Status == http.StatusInternalServerError {
		s.t.Errorf("%s: HTTP 500: %s", got.what, got.Raw)
	}
}

func (s *storm) userActs(random *rand.Rand, u *person) {
	amount := 1 + random.IntN(50)
	header := http.Header{}
	if random.IntN(2) == 0 {
		header.Set("Idempotency-Key", strconv.Itoa(random.IntN(40)))
	}
	switch random.IntN(7) {
	case 6:
		body := map[string]any{"amount": 100 + amount, "channelCode": rechargeChannel}
		s.note("recharge", u.do(http.MethodPost, "/api/recharge", body, header))
	case 0, 1:
		body := map[string]any{"type": "MVola", "targetAccount": "0387222126", "amount": amount}
		s.note("order", u.do(http.MethodPost, "/api/withdrawal", body, header))
	case 2, 3:
		body := map[string]any{"amount": amount, "method": pick(random, "MVola", "wechat", "alipay"), "account": "0387222126"}
		s.note("withdraw", u.do(http.MethodPost, "/api/wallet/withdraw", body, header))
	default:
		list := u.get("/api/withdrawal?pageSize=50")
		if id := list.idAt("data.orders." + strconv.Itoa(random.IntN(50)) + ".id"); id != "" {
			s.note("check", u.post("/api/withdrawal/check", map[string]any{"id": id}))
		}
	}
	pause(random, 100*time.Millisecond)
}

// idAt is the text at a path of an answer that may be another's than the function's.
func (a answer) idAt(path string) string {
	if a.Status != http.StatusOK {
		return ""
	}
	return a.text(path)
}

// adminActs does what one of the newest withdrawals waits for, or something else.
func (s *storm) adminActs(random *rand.Rand) {
	admin := s.admin()
	list := admin.get(strings.TrimSuffix(records, "/") + "?pageSize=60")
	at := "data.data." + strconv.Itoa(random.IntN(60))
	id := list.idAt(at + ".id")
	if id == "" {
		return
	}
	status, surprise := list.text(at+".status"), random.IntN(4) == 0
	switch {
	case status == "pending" && !surprise:
		s.note("review", admin.review(id, pick(random, "approve", "approve", "approve", "reject")))
	case status == "approved" && !surprise:
		s.note("pay", admin.pay(id, pick(random, "", fmt.Sprint("NO-", random.IntN(200)))))
	case random.IntN(3) == 0:
		s.note("wallet review", admin.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true}))
	case random.IntN(2) == 0:
		s.note("pay", admin.pay(id, ""))
	default:
		s.note("fail", admin.fail(id))
	}
	pause(random, 50*time.Millisecond)
}

// gatewayActs settles an order, and calls back well or badly.
func (s *storm) gatewayActs(random *rand.Rand) {
	if orders := s.listing().Orders; len(orders) > 0 {
		order := pick(random, orders...)
		change := map[string]any{}
		if order.State == funds.GatewayWithdrawalNew {
			change["state"] = pick(random, 1, 1, 1, 2, 3)
		}
		if random.IntN(5) > 0 {
			change["callback"], change["times"], change["delayMs"] = true, 1+random.IntN(2), random.IntN(300)
			change["badSign"] = random.IntN(8) == 0
			if random.IntN(8) == 0 {
				change["amount"] = 51
			}
		}
		s.note("gateway", s.sandbox(http.MethodPost, "/sandbox/orders/"+order.MerchantSerial, change))
	}
	pause(random, 60*time.Millisecond)
}

func (s *storm) sabotage(random *rand.Rand) {
	modes := append(faultModes(), sandbox.Slow)
	api := pick(random, createOrder, createOrder, getOrder, createDeposit, getDeposit, "withdrawal/balance")
	mode := pick(random, modes...)
	if api == "withdrawal/balance" && mode == sandbox.OtherOrder {
		mode = sandbox.Garbage
	}
	// An order that the gateway makes long after it has called it absent is another story: TestPaidAfterFailed.
	s.fault(api, mode, 1+random.IntN(2), 1+random.IntN(1000))
	pause(random, 600*time.Millisecond)
}

// prey is a process in the middle of a request.
func (s *storm) prey(random *rand.Rand) (function string, pid int, found bool) {
	function = pick(random, "create-withdrawal", "gateway-order", "payout-withdrawal", "review-withdrawal", "recharge", "get-withdrawal", "gateway-callback", "reconcile")
	serving := s.Serving(function)
	if len(serving) == 0 {
		return function, 0, false
	}
	return function, pick(random, serving...), true
}

func (s *storm) kill(random *rand.Rand) {
	if function, pid, found := s.prey(random); found && syscall.Kill(pid, syscall.SIGKILL) == nil {
		s.note("killed "+function, answer{})
		pause(random, 400*time.Millisecond)
	}
	pause(random, 5*time.Millisecond)
}

func (s *storm) stop(random *rand.Rand) {
	if function, pid, found := s.prey(random); found && syscall.Kill(pid, syscall.SIGSTOP) == nil {
		s.note("stopped "+function, answer{})
		pause(random, longestStop)
		if slices.Contains(s.Processes(function), pid) {
			_ = syscall.Kill(pid, syscall.SIGCONT) // it may have been killed just now
		}
	}
	pause(random, 5*time.Millisecond)
}

func (s *storm) reconciles(random *rand.Rand) {
	_, _ = s.Invoke(s.t.Context(), "reconcile", schedule.Event("reconcile", time.Now())) // it may be killed
	pause(random, 500*time.Millisecond)
}

// calm ends the faults, lets the gateway end its orders, and has reconcile and an admin end the rest.
func (s *storm) calm() {
	s.t.Helper()
	s.noFaults()
	random := rand.New(rand.NewPCG(s.seed, 1000))
	store := table.New(s.Client(), s.Table(), time.Now)
	const bound = time.Minute
	for until := time.Now().Add(bound); ; time.Sleep(100 * time.Millisecond) {
		for _, order := range s.listing().Orders {
			switch {
			case order.Kind == sandbox.Withdrawal && order.State == funds.GatewayWithdrawalNew:
				s.gatewaySays(order.MerchantSerial, map[string]any{"state": pick(random, 1, 2, 3)})
			case order.Kind == sandbox.Deposit && order.State <= funds.GatewayDepositProcessing:
				s.gatewaySays(order.MerchantSerial, map[string]any{"state": pick(random, funds.GatewayDepositDone, funds.GatewayDepositRefused, funds.GatewayDepositTimedOut)})
			}
		}
		s.reconcile()
		ids, err := store.Find(s.t.Context(), funds.Filter{})
		if err != nil {
			s.t.Fatal(err)
		}
		withdrawals, err := store.Withdrawals(s.t.Context(), ids)
		if err != nil {
			s.t.Fatal(err)
		}
		waiting := s.rechargesWaiting(store)
		for _, withdrawal := range withdrawals {
			if withdrawal.State == funds.StateProcessing || !withdrawal.Watch.Due.IsZero() {
				waiting++
			}
			if withdrawal.Parked {
				s.decide(random, withdrawal)
			}
		}
		if waiting == 0 {
			s.t.Logf("%d withdrawals, calm after %s", len(withdrawals), bound-time.Until(until).Round(time.Second))
			return
		}
		if time.Now().After(until) {
			s.t.Fatalf("after %s, %d of %d withdrawals still wait for the machine", bound, waiting, len(withdrawals))
		}
	}
}

// rechargesWaiting is how many recharges have not ended.
func (s *storm) rechargesWaiting(store *table.Store) (waiting int) {
	s.t.Helper()
	ids, err := store.RechargeIDs(s.t.Context(), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	recharges, err := store.Recharges(s.t.Context(), ids)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, recharge := range recharges {
		if recharge.NeedsAttention {
			s.t.Fatalf("%s is %s, and needs attention: %s", recharge.ID, recharge.State, recharge.NotifyInfo)
		}
		if recharge.State.Waiting() {
			waiting++
		}
	}
	return waiting
}

// decide is an admin's about a parked withdrawal.
func (s *storm) decide(random *rand.Rand, parked funds.Withdrawal) {
	s.t.Helper()
	switch {
	case parked.State.Final():
		s.t.Fatalf("%s is %s, and the gateway says otherwise: %s", parked.ID, parked.State, parked.NotifyInfo)
	case random.IntN(2) == 0:
		s.note("resend", s.admin().pay(string(parked.ID), ""))
	default:
		s.note("give up", s.admin().fail(string(parked.ID)))
	}
}

// balanced: what left the gateway is what left the wallets through it.
func (s *storm) balanced() {
	s.t.Helper()
	store := table.New(s.Client(), s.Table(), time.Now)
	ids, err := store.Find(s.t.Context(), funds.Filter{States: []funds.State{funds.StateCompleted}})
	if err != nil {
		s.t.Fatal(err)
	}
	completed, err := store.Withdrawals(s.t.Context(), ids)
	if err != nil {
		s.t.Fatal(err)
	}
	left := 1_000_000 * funds.Amount(funds.MinorPerMajor)
	for _, withdrawal := range completed {
		if withdrawal.Payout.Kind == funds.PayoutChannel {
			left -= withdrawal.Net()
		}
	}
	now := s.listing()
	same(s.t, "the gateway's balance, and what it has frozen", [2]json.Number{json.Number(left.Major()), "0"}, [2]json.Number{now.WithdrawalBalance, now.WithdrawalFrozen})
}
