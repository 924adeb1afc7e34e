package e2e_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// notice is an honest callback about a withdrawal, not signed yet, which leaves open what id of its own the gateway has.
func notice(id, amount string, state int, at time.Time) gateway.Message {
	return flowtest.Notice(id, "P1", amount, state, at)
}

// named is the message with the gateway's own id of the order, where it has it and the message names none of its own.
func (w *world) named(message gateway.Message) gateway.Message {
	w.t.Helper()
	orders := w.gatewayOrders(message.Value("merchantSerial"))
	if len(orders) == 0 || message.Value("platformId") != "P1" {
		return message
	}
	return flowtest.Replaced(message, "platformId", orders[0].PlatformID)
}

// notify posts a callback as the gateway does, signed with its key.
func (w *world) notify(message gateway.Message) answer {
	w.t.Helper()
	message = w.named(message)
	return w.notifyRaw(string(gateway.Keys{Current: sandbox.Secret}.Sign(message).JSON()))
}

func (w *world) notifyRaw(body string) answer {
	w.t.Helper()
	return send(w.t, http.MethodPost, w.URL()+"/api/withdrawal/callback", "", body, nil)
}

// succeeds fails the test where the callback was not taken.
func (a answer) succeeds() {
	a.t.Helper()
	if a.want(http.StatusOK).Raw != "success" {
		a.t.Errorf("the callback was answered %q", a.Raw)
	}
}

func TestACallbackThatMayNotBeBelievedChangesNothing(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	id := u.processing("100")
	w.gatewaySays(id, map[string]any{"state": 1}) // so that get would confirm each of them
	honest := w.named(notice(id, "100", 1, time.Now()))
	signed := string(gateway.Keys{Current: sandbox.Secret}.Sign(honest).JSON())
	forged := string(gateway.Keys{Current: "guess"}.Sign(honest).JSON())
	rows := map[string]struct {
		send   func(*world) answer
		status int
	}{
		"a signature by another key": {func(w *world) answer { return w.notifyRaw(forged) }, http.StatusUnauthorized},
		"a field that was not signed": {func(w *world) answer {
			return w.notifyRaw(strings.TrimSuffix(signed, "}") + `,"extraParams":"more"}`)
		}, http.StatusUnauthorized},
		"a field given twice": {func(w *world) answer {
			return w.notifyRaw(strings.TrimSuffix(signed, "}") + `,"state":1}`)
		}, http.StatusBadRequest},
		"another amount":             {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "amount", "1000")) }, http.StatusBadRequest},
		"a fraction more":            {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "amount", "100.01")) }, http.StatusBadRequest},
		"another order's platformId": {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "platformId", "P2")) }, http.StatusBadRequest},
		"another merchant's":         {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "username", "merchant2")) }, http.StatusBadRequest},
		"an unknown order":           {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "merchantSerial", unknownID)) }, http.StatusNotFound},
		"the order's other spelling": {func(w *world) answer {
			return w.notify(flowtest.Replaced(honest, "merchantSerial", funds.ID(id).WalletNo()))
		}, http.StatusNotFound},
		"the state of an open order":  {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "state", "0")) }, http.StatusBadRequest},
		"a state that does not exist": {func(w *world) answer { return w.notify(flowtest.Replaced(honest, "state", "4")) }, http.StatusBadRequest},
	}
	for _, name := range []string{"username", "merchantSerial", "platformId", "amount", "state", "timestamp"} {
		row := rows["another amount"]
		row.send = func(w *world) answer { return w.notify(flowtest.Replaced(honest, name, "")) }
		rows["without "+name] = row
	}
	before, kept := w.dump(), 0
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			row.send(u.in(t).world).want(row.status)
			after, strays := apart(w.dump())
			same(t, "the table", before, after)
			if row.status == http.StatusNotFound {
				kept++
			}
			same(t, "kept callbacks", kept, strays)
		})
	}
	t.Run("a bad signature is logged with where it came from", func(t *testing.T) {
		if !strings.Contains(w.log.String(), `"status":401`) {
			t.Error("no line has the status 401")
		}
		for line := range strings.Lines(w.log.String()) {
			if strings.Contains(line, `"status":401`) && !strings.Contains(line, `"ip":"127.0.0.1"`) {
				t.Errorf("no source in %s", line)
			}
		}
	})
	t.Run("the same, honest, is believed", func(t *testing.T) {
		u.in(t).notifyRaw(signed).succeeds()
		u.in(t).is(id, "completed")
	})
	w.agree()
}

// TestACallbackForWhatWasNeverSentIsKept once, moves nothing, and asks for an admin. The gateway has no such order, so
// that an admin can give the money back.
func TestACallbackForWhatWasNeverSentIsKept(t *testing.T) { //nolint:tparallel // the table's kept callbacks are counted
	t.Parallel()
	w := start(t, nil)
	kept := 0
	for _, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateRejected, funds.StateCompleted} {
		t.Run(string(state), func(t *testing.T) {
			u := w.user("1000").in(t)
			id := u.withdrawal(state)
			before, ledger := u.status(id), u.ledger()
			for _, word := range []int{1, 2, 1} {
				u.notify(notice(id, "100", word, time.Now())).want(http.StatusNotFound)
			}
			kept += 2
			u.is(id, before)
			same(t, "the ledger", ledger, u.ledger())
			same(t, "it waits for an admin", true, u.waits(id))
			_, strays := apart(w.dump())
			same(t, "kept callbacks", kept, strays)
			if !w.logged("a callback about an order that was never sent", `"kind":"withdrawal"`, `"order":"`+id) {
				t.Error("no line alarms")
			}
		})
	}
	w.reconcile()
	if !w.logged(flow.AttentionLine, `"callbacksAboutUnsentOrders":8`) {
		t.Error("reconcile does not tell of them")
	}
}

// TestAnUnconfirmedCallbackMovesNoMoney but is recorded, and makes the machine look soon.
func TestAnUnconfirmedCallbackMovesNoMoney(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, map[string]any{"sendWindowSeconds": 10, "sendGraceSeconds": 10}) // the first look by itself is far away
	rows := map[string]struct {
		says  int // by the callback
		known int // to get at that time
		at    time.Duration
		ends  string
	}{
		"paid, while get says open":              {1, 0, 0, "completed"},
		"refused, while get says open":           {2, 0, 0, "completed"},
		"paid, while get says refused":           {1, 2, 0, "failed"},
		"refused, while get says paid":           {3, 1, 0, "completed"},
		"paid, and so says get, but it is stale": {1, 1, -6 * time.Minute, "completed"},
		"paid, and so says get, but too early":   {1, 1, 6 * time.Minute, "completed"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			u := w.user("1000").in(t)
			id := u.processing("100")
			if row.known != 0 {
				u.gatewaySays(id, map[string]any{"state": row.known})
			}
			ledger, before := u.ledger(), u.stored(id)
			u.notify(notice(id, "100", row.says, time.Now().Add(row.at))).succeeds()

			u.has("1000.00", "100.00")
			same(t, "the ledger", ledger, u.ledger())
			after := u.stored(id)
			soon := time.Now().Add(2 * time.Second)
			if after.State != funds.StateProcessing || after.Version != before.Version+1 || after.Watch.Due.After(soon) || !strings.Contains(string(after.NotifyInfo), strconv.Itoa(row.says)) {
				t.Errorf("the receipt: %s at version %d (was %d), due %v, %q", after.State, after.Version, before.Version, after.Watch.Due, after.NotifyInfo)
			}
			if row.known == 0 {
				u.reconcileUntil("a look at "+id, func() bool { return u.stored(id).Watch.Checks > 0 })
				u.is(id, "processing")
				u.has("1000.00", "100.00")
				u.gatewaySays(id, map[string]any{"state": 1})
			}
			u.reconcileTo(id, row.ends)
		})
	}
	w.agree()
}

// TestACallbackBeforeOurOwnCallHasReturned settles; the answer that comes after is no news.
func TestACallbackBeforeOurOwnCallHasReturned(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	w.setGateway(map[string]any{"settleAfterMs": 0})
	ways := map[string]func(u *person) (id string){
		"approved by policy": func(u *person) string {
			paid := u.order("100", "0387222126").want(http.StatusOK).wantAll(map[string]any{"data.state": "1", "message": "提交成功"})
			return paid.text("data.id")
		},
		"paid in the console": func(u *person) string {
			id := u.approved("100", "0387222126")
			u.admin().pay(id, "").want(http.StatusOK).wantAll(map[string]any{"data.status": "completed"})
			return id
		},
	}
	for name, pay := range ways {
		t.Run(name, func(t *testing.T) {
			u := w.user("1000").in(t)
			u.fault(createOrder, sandbox.Slow, 1, 200)
			id := pay(u)
			same(t, "the callback's answer", []string{"200 success"}, u.calledBack(id, 1))
			u.is(id, "completed")
			u.paid()
			same(t, "creates", 1, u.sent(id))
		})
	}
	w.agree()
}

// TestTwentyCallbacksPayOnce where they come at once, twice, and again after the end, even when the
// gateway has forgotten the order by then.
func TestTwentyCallbacksPayOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	id := u.processing("100")
	w.gatewaySays(id, map[string]any{"state": 1})
	atOnce(20, func(int) { w.notify(notice(id, "100", 1, time.Now())).succeeds() })
	u.paid()
	before := w.itemsOf(id, u.sub)
	w.gatewaySays(id, map[string]any{"hidden": true, "callback": true, "times": 2})
	same(t, "the answers", []string{"200 success", "200 success"}, w.calledBack(id, 2))
	same(t, "the table", before, w.itemsOf(id, u.sub))
}

// atOnce does n things in parallel and waits for all.
func atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

func TestThreeWordsInAnyOrderSettleOnce(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	for _, state := range []int{1, 2} {
		t.Run(fmt.Sprint("gateway state ", state), func(t *testing.T) {
			u := w.user("1000").in(t)
			id := u.processing("100")
			u.gatewaySays(id, map[string]any{"state": state})
			atOnce(9, func(i int) {
				switch i % 3 {
				case 0:
					u.notify(notice(id, "100", state, time.Now())).succeeds()
				case 1:
					u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK)
				case 2:
					u.reconcile()
				}
			})
			if entries := u.ledger(); len(entries) != 3 {
				t.Errorf("the ledger: %q", entries)
			}
			u.is(id, map[int]string{1: "completed", 2: "failed"}[state])
		})
	}
	w.agree()
}
