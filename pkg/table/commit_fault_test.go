package table_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/local/faultproxy"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

const (
	first       = "PutItem"
	single      = "UpdateItem"
	transaction = "TransactWriteItems"
	read        = "GetItem"
)

// faulty is the same house, whose store reaches its engine through a proxy that can be made to fail.
func (h *house) faulty(t *testing.T) (*house, *faultproxy.Proxy) {
	t.Helper()
	proxy := faultproxy.New(h.address)
	server := loopback.Serve(t, proxy)
	reached, err := engine.Start(t.Context(), engine.Options{Kind: server})
	if err != nil {
		t.Fatal(err)
	}
	return h.through(t, reached.Client()), proxy
}

// effort is a use case whose commit is made to fail.
type effort struct {
	target string // of the commit's request
	// prepare makes what the use case needs. Then run may be called again and again, as by a client that got an error,
	// and effects counts how often it took effect.
	prepare func(t *testing.T, h *house) (run func(*house) error, effects func() int)
}

const payer = "u1"

func efforts() map[string]effort {
	return map[string]effort{
		"create":        {transaction, createEffort},
		"adjust":        {transaction, adjustEffort},
		"approve":       {transaction, approveEffort},
		"manual payout": {transaction, manualEffort},
		"dispatch":      {transaction, dispatchEffort},
		"accept":        {single, acceptEffort},
		"complete":      {transaction, completeEffort},
		"touch":         {single, touchEffort},
		"recharge":      {transaction, rechargeEffort},
		"take an order": {single, takenEffort},
		"credit":        {transaction, creditEffort},
		"refuse":        {transaction, refuseEffort},
		"resolve":       {transaction, resolveEffort},
		"propose":       {transaction, proposeEffort},
		"endorse":       {transaction, endorseEffort},
		"carry out":     {transaction, carryOutEffort},
	}
}

func createEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	w := handRequest(h.funded(t, payer, 100*yuan), 5*yuan)
	w.Idempotency = &flow.Idempotency{Caller: payer, Key: "key", Print: funds.Print{Bytes: "hash"}}
	w.RefuseDuplicates = true
	run := func(h *house) error {
		made, err := h.Create(t.Context(), w)
		if err == nil && made.State != funds.StatePending {
			return errors.New("not pending: " + string(made.State))
		}
		return err
	}
	return run, func() int { return int(h.wallet(t, payer).Withdrawals()) }
}

func adjustEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	h.funded(t, payer, yuan)
	adjustment := flow.Adjustment{
		UserID: payer, Amount: yuan, Reason: "补偿", Idempotency: &flow.Idempotency{Caller: admin.ID, Key: "key", Print: funds.Print{Bytes: "hash"}},
		RefuseDuplicates: true,
	}
	run := func(h *house) error {
		_, err := h.Adjust(t.Context(), admin, adjustment)
		return err
	}
	return run, func() int { return int(h.wallet(t, payer).Counts.Entries) - 1 }
}

// unlessDone turns the refusal of an illegal transition into success, where a repetition may find its own work done.
func unlessDone(err error) error {
	if errors.Is(err, funds.ErrIllegal) {
		return nil
	}
	return err
}

func approveEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.pending(t, handRequest(h.funded(t, payer, 100*yuan), 5*yuan))
	repeated := false
	run := func(h *house) error {
		_, err := h.Approve(t.Context(), admin, id, "")
		if repeated {
			return unlessDone(err)
		}
		repeated = true
		return err
	}
	return run, func() int { return h.steps(t, id, funds.CommandApprove) }
}

func manualEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.approved(t, handRequest(h.funded(t, payer, 100*yuan), 5*yuan))
	repeated := false
	run := func(h *house) error {
		_, err := h.PayManually(t.Context(), admin, id, funds.Transfer{Number: "TX1"})
		if repeated {
			return unlessDone(err)
		}
		repeated = true
		return err
	}
	return run, func() int { return h.steps(t, id, funds.CommandComplete) }
}

func dispatchEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.approved(t, channelRequest(h.funded(t, payer, 100*yuan), 5*yuan))
	repeated := false
	run := func(h *house) error {
		_, err := h.PayByChannel(t.Context(), admin, id)
		if repeated && funds.CodeOf(err) == funds.CodeTooEarly {
			return nil // the claim of the first attempt stands
		}
		repeated = true
		return err
	}
	return run, func() int { return h.steps(t, id, funds.CommandDispatch) }
}

// acceptEffort records the gateway's answer. If it cannot, the claim stands, and a later run of reconcile asks again.
func acceptEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.approved(t, channelRequest(h.funded(t, payer, 100*yuan), 5*yuan))
	repeated := false
	run := func(h *house) error {
		var err error
		if repeated {
			h.clock.advance(time.Minute)
			_, err = h.Reconcile(t.Context(), reconciliation())
		} else {
			_, err = h.PayByChannel(t.Context(), admin, id)
		}
		repeated = true
		if err == nil && h.withdrawal(t, id).Payout.AcceptedAt.IsZero() {
			err = fmt.Errorf("the acceptance is not recorded: %w", funds.ErrBusy)
		}
		return err
	}
	return run, func() int { return h.steps(t, id, funds.CommandAccept) }
}

func reconciliation() flow.Reconciliation {
	return flow.Reconciliation{Shards: 8, Workers: 4, Batch: 10, Ask: 5 * time.Second}
}

func completeEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.sent(t, channelRequest(h.funded(t, payer, 100*yuan), 5*yuan))
	h.settle(t, id, funds.GatewayWithdrawalPaid)
	callback := h.callback(t, id, funds.GatewayWithdrawalPaid)
	run := func(h *house) error { return h.later(func() error { return h.ReceiveCallback(t.Context(), callback) }) }
	return run, func() int { return h.steps(t, id, funds.CommandComplete) }
}

func touchEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	h.funded(t, payer, yuan)
	run := func(h *house) error {
		wallet, err := h.Wallet(t.Context(), payer, &funds.Profile{Name: "张三", Phone: "13812345678"})
		if err == nil && wallet.Profile.Name != "张三" {
			return errors.New("the profile is not taken over")
		}
		return err
	}
	return run, func() int { return int(h.wallet(t, payer).Version) - 1 }
}

// trouble is a sequence of faults. If it can be overcome, the use case must succeed with the given number of write
// requests.
type trouble struct {
	faults  func(target string) []faultproxy.Fault
	curable bool
	writes  int
	seconds bool // it takes that long
}

func on(actions ...faultproxy.Action) func(string) []faultproxy.Fault {
	return func(target string) []faultproxy.Fault {
		var faults []faultproxy.Fault
		for _, action := range actions {
			faults = append(faults, faultproxy.Fault{Target: target, Action: action})
		}
		return faults
	}
}

// thenRead makes the read that follows fail too, which is that of the change's proof.
func thenRead(first, proof faultproxy.Action) func(string) []faultproxy.Fault {
	return func(target string) []faultproxy.Fault {
		return []faultproxy.Fault{{Target: target, Action: first}, {Target: read, Action: proof}}
	}
}

func troubles() map[string]trouble {
	endless := make([]faultproxy.Action, 1000)
	for i := range endless {
		endless[i] = faultproxy.Throttle
	}
	return map[string]trouble{
		"transaction conflict":              {faults: on(faultproxy.Conflict), curable: true, writes: 2},
		"conflict, then throttling":         {faults: on(faultproxy.Conflict, faultproxy.Throttle), curable: true, writes: 3},
		"throttling":                        {faults: on(faultproxy.Throttle), curable: true, writes: 2},
		"internal error, not done":          {faults: on(faultproxy.Unavailable), curable: true, writes: 2},
		"internal error, done":              {faults: on(faultproxy.UnavailableAfter), curable: true, writes: 1},
		"connection broken, not done":       {faults: on(faultproxy.DropBefore), curable: true, writes: 2},
		"connection broken, done":           {faults: on(faultproxy.DropAfter), curable: true, writes: 1},
		"connection broken, done late":      {faults: on(faultproxy.Late), curable: true, writes: 2},
		"the client gives up, done late":    {faults: on(faultproxy.Stall), curable: true, writes: 2, seconds: true},
		"twice broken, both done late":      {faults: on(faultproxy.Late, faultproxy.Late), curable: true, writes: 3},
		"late, then conflict with itself":   {faults: on(faultproxy.Late, faultproxy.Conflict), curable: true, writes: 3},
		"not done, then done and lost":      {faults: on(faultproxy.DropBefore, faultproxy.DropAfter), curable: true, writes: 2},
		"done, and the proof is not read":   {faults: thenRead(faultproxy.DropAfter, faultproxy.Unavailable), curable: true, writes: 2},
		"not done, and the proof not read":  {faults: thenRead(faultproxy.DropBefore, faultproxy.DropAfter), curable: true, writes: 2},
		"done late, and the proof not read": {faults: thenRead(faultproxy.Late, faultproxy.Throttle), curable: true, writes: 2},
		"throttling that does not end":      {faults: on(endless...)},
		"throttling without end, once late": {faults: on(append([]faultproxy.Action{faultproxy.Late}, endless...)...)},
	}
}

// TestTheDoorUnderFaults runs every use case under every trouble on both engines. After a success there is exactly one
// effect. After an error there is one or none, and a repetition makes it one. There is never a second, however late the
// lost request is carried out.
func TestTheDoorUnderFaults(t *testing.T) {
	t.Parallel()
	for _, kind := range enginetest.Kinds() {
		for effortName, effort := range efforts() {
			for troubleName, trouble := range troubles() {
				if trouble.seconds && kind != engine.Dynoxide {
					continue // it is between the client and the proxy: one engine shows it
				}
				t.Run(kind+"/"+effortName+"/"+troubleName, func(t *testing.T) {
					t.Parallel()
					endure(t, openOn(kind)(t), effort, trouble)
				})
			}
		}
	}
}

func endure(t *testing.T, h *house, effort effort, trouble trouble) {
	t.Helper()
	run, effects := effort.prepare(t, h)
	bad, proxy := h.faulty(t)
	if !trouble.curable {
		h.clock.run(fast)
	}
	proxy.Inject(trouble.faults(effort.target)...)
	err := run(bad)
	writes, left := proxy.Count(effort.target), proxy.Clear()
	done := effects()
	t.Logf("%v after %d requests to write, with %d effects", err, writes, done)
	switch {
	case trouble.curable && (err != nil || done != 1):
		t.Error("it did not succeed once")
	case trouble.curable && (left > 0 || writes != trouble.writes):
		t.Errorf("want %d requests to write; %d faults did not happen", trouble.writes, left)
	case !trouble.curable && (!errors.Is(err, funds.ErrBusy) || done > 1 || left == 0):
		t.Errorf("it is not busy, or did not end on its own: %d faults are left", left)
	}
	if err := proxy.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if late := effects(); late < done || late > 1 {
		t.Errorf("%d effects after the late request", late)
	}
	for range 2 {
		if err := run(bad); err != nil {
			t.Errorf("repeated: %v", err)
		}
		if n := effects(); n != 1 {
			t.Errorf("%d effects after a repetition", n)
		}
	}
	for id, requests := range h.createRequests(t) {
		if requests > 1 {
			t.Errorf("the gateway was asked %d times to pay %s", requests, id)
		}
	}
	h.invariantsHold(t)
}

// TestAFailedConditionIsNotSentAgain counts, at the proxy, what the write door sends for a change that has lost its
// race.
func TestAFailedConditionIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range enginetest.Kinds() {
		for name, test := range map[string]struct {
			target string
			before []faultproxy.Action
			writes int
			stale  func(t *testing.T, h *house) (funds.Change, error)
		}{
			"a single item":                       {single, nil, 1, staleTouch},
			"a transaction":                       {transaction, nil, 1, staleAdjustment},
			"a single item, after throttling":     {single, on1(faultproxy.Throttle), 2, staleTouch},
			"a transaction, after a conflict":     {transaction, on1(faultproxy.Conflict), 2, staleAdjustment},
			"a single item, after a lost answer":  {single, on1(faultproxy.DropBefore), 2, staleTouch},
			"a transaction, whose answer is lost": {transaction, on1(faultproxy.DropAfter), 1, staleAdjustment},
		} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				h := openOn(kind)(t)
				h.funded(t, payer, yuan)
				change, err := test.stale(t, h)
				if err != nil {
					t.Fatal(err)
				}
				bad, proxy := h.faulty(t)
				proxy.Inject(on(test.before...)(test.target)...)
				before := h.rows(t)
				if err := bad.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrConflict) {
					t.Errorf("the door says %v", err)
				}
				if writes := proxy.Count(test.target); writes != test.writes {
					t.Errorf("%d requests to write, want %d", writes, test.writes)
				}
				sameRows(t, before, h.rows(t))
			})
		}
	}
}

func on1(action faultproxy.Action) []faultproxy.Action { return []faultproxy.Action{action} }

func staleTouch(t *testing.T, h *house) (funds.Change, error) {
	t.Helper()
	change := wallet.Touch(h.act(user(payer)), h.wallet(t, payer), &funds.Profile{Name: "张三"})
	h.funded(t, payer, yuan)
	return change, nil
}

func staleAdjustment(t *testing.T, h *house) (funds.Change, error) {
	t.Helper()
	change, err := wallet.Adjust(h.act(admin), h.wallet(t, payer), yuan, "补偿", nil)
	h.funded(t, payer, yuan)
	return change, err
}
