package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// The gateway's calls, as faults name them.
const (
	createOrder = "withdrawal/create"
	getOrder    = "withdrawal/get"
)

// The modes that every call of the sandbox can misbehave in.
func faultModes() []sandbox.Mode {
	return []sandbox.Mode{
		sandbox.DropBefore, sandbox.DropAfter, sandbox.Refuse, sandbox.HTTP500, sandbox.Garbage, sandbox.AuthError, sandbox.OtherOrder,
	}
}

// purse is a wallet as its owner sees it.
type purse struct {
	Balance   string `json:"balance"`
	Frozen    string `json:"frozenAmount"`
	Available string `json:"availableBalance"`
	Withdrawn string `json:"totalWithdrawal"`
	Status    string `json:"status"`
}

func (p *person) purse() purse {
	p.t.Helper()
	var wallet struct{ Data purse }
	p.get("/api/wallet").want(http.StatusOK).decode(&wallet)
	return wallet.Data
}

// has fails the test where the wallet holds something else.
func (p *person) has(balance, frozen string) {
	p.t.Helper()
	if got := p.purse(); got.Balance != balance || got.Frozen != frozen {
		p.t.Errorf("%s has %s with %s frozen, want %s with %s", p.sub, got.Balance, got.Frozen, balance, frozen)
	}
}

// ledger is the wallet's entries, oldest first, each as its type, its amount and the balance after it.
func (p *person) ledger() (lines []string) {
	p.t.Helper()
	var page struct {
		Data struct {
			Transactions []struct{ Type, Amount, BalanceAfter string }
		}
	}
	p.get("/api/wallet/transactions?pageSize=100").want(http.StatusOK).decode(&page)
	for _, entry := range page.Data.Transactions {
		lines = append([]string{entry.Type + " " + entry.Amount + " = " + entry.BalanceAfter}, lines...)
	}
	return lines
}

// order asks for a withdrawal that the policy approves and the gateway pays, to an account of its own.
func (p *person) order(amount, account string) answer {
	p.t.Helper()
	return p.post("/api/withdrawal", map[string]any{"type": "MVola", "targetAccount": account, "amount": json.Number(amount)})
}

// processing is an order that the gateway has.
func (p *person) processing(amount string) (id string) {
	p.t.Helper()
	return p.order(amount, "0387222126").want(http.StatusOK).text("data.id")
}

// approved is a withdrawal that waits for its payout.
func (p *person) approved(amount, account string) (id string) {
	p.t.Helper()
	request := map[string]any{"amount": json.Number(amount), "method": "MVola", "account": account}
	id = p.post("/api/wallet/withdraw", request).want(http.StatusOK).text("data.id")
	p.admin().review(id, "approve").want(http.StatusOK)
	return id
}

func (p *person) review(id, action string) answer {
	p.t.Helper()
	return p.post(records+id+"/review", map[string]any{"action": action, "rejectReason": "资料不符"})
}

// pay is an admin's payout, by the channel or by hand with a transaction number.
func (p *person) pay(id, transactionNo string) answer {
	p.t.Helper()
	body := map[string]any{"payoutMethod": "channel", "operatorConfirmText": "CONFIRM"}
	if transactionNo != "" {
		body["payoutMethod"], body["transactionNo"] = "manual", transactionNo
	}
	return p.post(records+id+"/payout", body)
}

func (p *person) fail(id string) answer {
	p.t.Helper()
	return p.post(records+id+"/fail", map[string]any{"reason": "网关查无此订单"})
}

// status is a withdrawal's, as the console spells it.
func (w *world) status(id string) string {
	w.t.Helper()
	return w.admin().get(records + id).want(http.StatusOK).text("data.status")
}

// is fails the test where the withdrawal has another status.
func (w *world) is(id, status string) {
	w.t.Helper()
	if got := w.status(id); got != status {
		w.t.Errorf("%s is %s, want %s", id, got, status)
	}
}

// waits says whether a withdrawal waits for an admin. The detail and the list must agree.
func (w *world) waits(id string) bool {
	w.t.Helper()
	inDetail := w.admin().get(records+id).want(http.StatusOK).at("data.needsAttention") == true
	var list struct {
		Data struct {
			Data []struct {
				ID             string
				NeedsAttention bool
			}
		}
	}
	w.admin().get(strings.TrimSuffix(records, "/") + "?pageSize=100").want(http.StatusOK).decode(&list)
	for _, row := range list.Data.Data {
		if row.ID == id && row.NeedsAttention != inDetail {
			w.t.Errorf("%s: needsAttention is %t in the detail and %t in the list", id, inDetail, row.NeedsAttention)
		}
	}
	return inDetail
}

// actions are a withdrawal's log: what was done, and by whom.
func (w *world) actions(id string) (lines []string) {
	w.t.Helper()
	var log struct {
		Data []struct{ Action, Operator string }
	}
	w.admin().get(records + id + "/logs").want(http.StatusOK).decode(&log)
	for _, line := range log.Data {
		lines = append(lines, line.Action+" by "+line.Operator)
	}
	return lines
}

// stored is a withdrawal as the table has it.
func (w *world) stored(id string) funds.Withdrawal {
	w.t.Helper()
	withdrawal, err := table.New(w.Client(), w.Table(), time.Now).Withdrawal(w.t.Context(), funds.ID(id))
	if err != nil {
		w.t.Fatalf("%s: %v", id, err)
	}
	return withdrawal
}

// fault makes the next count calls of an api misbehave. slow waits for delayMs.
func (w *world) fault(api string, mode sandbox.Mode, count, delayMs int) {
	w.t.Helper()
	w.sandbox(http.MethodPut, "/sandbox/faults", map[string]any{"api": api, "mode": mode, "count": count, "delayMs": delayMs}).want(http.StatusOK)
}

func (w *world) noFaults() {
	w.t.Helper()
	w.sandbox(http.MethodDelete, "/sandbox/faults", nil).want(http.StatusOK)
}

func (w *world) setGateway(settings map[string]any) {
	w.t.Helper()
	w.sandbox(http.MethodPut, "/sandbox/settings", settings).want(http.StatusOK)
}

// gatewaySays settles, hides or calls back an order.
func (w *world) gatewaySays(id string, change map[string]any) {
	w.t.Helper()
	w.sandbox(http.MethodPost, "/sandbox/orders/"+id, change).want(http.StatusOK)
}

// listing is everything that the gateway has.
func (w *world) listing() (listing sandbox.Listing) {
	w.t.Helper()
	w.sandbox(http.MethodGet, "/sandbox/orders", nil).want(http.StatusOK).decode(&listing)
	return listing
}

// gatewayOrders are the orders of one serial.
func (w *world) gatewayOrders(id string) (orders []sandbox.Order) {
	w.t.Helper()
	for _, order := range w.listing().Orders {
		if order.MerchantSerial == id {
			orders = append(orders, order)
		}
	}
	return orders
}

// sent is how often the gateway was asked to create an order of this serial.
func (w *world) sent(id string) int {
	w.t.Helper()
	return w.listing().CreateRequests[sandbox.Withdrawal][id]
}

// calledBack waits until the gateway has the answers of n callbacks, and gives the answers.
func (w *world) calledBack(id string, count int) (answers []string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("%d callbacks about %s", count, id), func() bool {
		answers = nil
		for _, delivery := range w.gatewayOrders(id)[0].Callbacks {
			answers = append(answers, fmt.Sprint(delivery.Status, " ", delivery.Answer, delivery.Error))
		}
		return len(answers) >= count
	})
	return answers
}

// reconcileUntil lets reconcile, and nobody else, bring something about.
func (w *world) reconcileUntil(what string, ok func() bool) {
	w.t.Helper()
	eventually(w.t, what, func() bool {
		w.reconcile()
		return ok()
	})
}

func (w *world) reconcileTo(id, status string) {
	w.t.Helper()
	w.reconcileUntil(id+" to be "+status, func() bool { return w.status(id) == status })
}

func (w *world) reconcileToPark(id string) {
	w.t.Helper()
	w.reconcileUntil(id+" to wait for an admin", func() bool { return w.stored(id).Parked })
}

// itemsOf are the table's items about a user or a withdrawal.
func (w *world) itemsOf(names ...string) map[string]string {
	w.t.Helper()
	all := w.dump()
	for key, item := range all {
		mentioned := false
		for _, name := range names {
			mentioned = mentioned || strings.Contains(item, name)
		}
		if !mentioned {
			delete(all, key)
		}
	}
	return all
}

// agree fails the test unless the gateway and the table tell the same story: at most one order for a
// withdrawal, paid exactly where the withdrawal is completed, and none alive where it failed.
func (w *world) agree() {
	w.t.Helper()
	store := table.New(w.Client(), w.Table(), time.Now)
	ids, err := store.Find(w.t.Context(), funds.Filter{})
	if err != nil {
		w.t.Fatalf("list the withdrawals: %v", err)
	}
	withdrawals, err := store.Withdrawals(w.t.Context(), ids)
	if err != nil {
		w.t.Fatalf("read the withdrawals: %v", err)
	}
	orders := map[string][]sandbox.Order{}
	for _, order := range w.listing().Orders {
		orders[order.MerchantSerial] = append(orders[order.MerchantSerial], order)
	}
	for _, withdrawal := range withdrawals {
		w.agreeAbout(withdrawal, orders[string(withdrawal.ID)])
		delete(orders, string(withdrawal.ID))
	}
	rechargeIDs, err := store.RechargeIDs(w.t.Context(), nil)
	if err != nil {
		w.t.Fatalf("list the recharges: %v", err)
	}
	recharges, err := store.Recharges(w.t.Context(), rechargeIDs)
	if err != nil {
		w.t.Fatalf("read the recharges: %v", err)
	}
	for _, recharge := range recharges {
		w.agreeAboutRecharge(recharge, orders[string(recharge.ID)])
		delete(orders, string(recharge.ID))
	}
	for serial := range orders {
		w.t.Errorf("the gateway has an order %s of no withdrawal", serial)
	}
}

func (w *world) agreeAbout(withdrawal funds.Withdrawal, orders []sandbox.Order) {
	w.t.Helper()
	if len(orders) > 1 {
		w.t.Errorf("%s has %d orders", withdrawal.ID, len(orders))
	}
	byChannel := withdrawal.State == funds.StateCompleted && withdrawal.Payout.Kind == funds.PayoutChannel
	paid := 0
	for _, order := range orders {
		if order.Paid {
			paid++
		}
		if order.Amount.String() != withdrawal.Net().Major() {
			w.t.Errorf("%s: the order is of %s, the withdrawal pays %s", withdrawal.ID, order.Amount, withdrawal.Net().Major())
		}
		if order.State == funds.GatewayWithdrawalNew && withdrawal.State.Final() {
			w.t.Errorf("%s is %s, but its order may yet be paid", withdrawal.ID, withdrawal.State)
		}
	}
	if (paid == 1) != byChannel || paid > 1 {
		w.t.Errorf("%s is %s (%s), and its orders were paid %d times", withdrawal.ID, withdrawal.State, withdrawal.Payout.Kind, paid)
	}
}

// agreeAboutRecharge: what was credited was paid, in that amount, and what was paid was credited or waits for an
// admin.
func (w *world) agreeAboutRecharge(recharge funds.Recharge, orders []sandbox.Order) {
	w.t.Helper()
	if len(orders) > 1 {
		w.t.Errorf("%s has %d orders", recharge.ID, len(orders))
	}
	for _, order := range orders {
		credited := recharge.State == funds.RechargeCredited
		if order.Paid && !credited && !recharge.NeedsAttention {
			w.t.Errorf("%s is %s, but its order was paid", recharge.ID, recharge.State)
		}
		if credited && order.Amount.String() != recharge.Credited.Major() {
			w.t.Errorf("%s: the order brought %s, and %s was credited", recharge.ID, order.Amount, recharge.Credited.Major())
		}
		if credited && order.State != funds.GatewayDepositDone && order.State != funds.GatewayDepositMismatch && !recharge.NeedsAttention {
			w.t.Errorf("%s is credited, but its order is in state %d", recharge.ID, order.State)
		}
	}
	if len(orders) == 0 && recharge.State == funds.RechargeCredited {
		w.t.Errorf("%s is credited, but the gateway has no such order", recharge.ID)
	}
}

// decode reads the answer's JSON.
func (a answer) decode(into any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.Raw), into); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.Raw)
	}
}

// wantAll fails the test where the answer's JSON has another value at one of the paths.
func (a answer) wantAll(values map[string]any) answer {
	a.t.Helper()
	got := map[string]any{}
	for path := range values {
		got[path] = a.at(path)
		if number, isNumber := got[path].(json.Number); isNumber {
			got[path] = number.String()
		}
	}
	if diff := cmp.Diff(values, got); diff != "" {
		a.t.Errorf("%s (-want +got):\n%s", a.what, diff)
	}
	return a
}

// same fails the test where two things differ.
func same[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
