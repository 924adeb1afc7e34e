package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	// soakScale is how much faster than a deployment's the outage, its load's length and the schedule are. What the breaker
	// and the policy wait for is not scaled.
	soakScale    = 10
	soakBefore   = 10 * time.Second
	soakDown     = 10 * time.Minute / soakScale
	soakSchedule = time.Minute / soakScale
	soakAlarmAim = 5 * time.Minute / soakScale
	soakEndAim   = 3 * time.Minute // after the gateway's return; not scaled, as what is waited for is not
	soakUsers    = 12
	soakPause    = time.Second // between a user's requests
	soakHang     = 1_000_000   // calls
)

// runSoak has users ask for payouts while the gateway goes away and comes back, and says what became of all of them. It fails
// where anything is lost, paid twice, unfinished, or not alarmed about.
func runSoak(ctx context.Context, out, progress io.Writer) error {
	ears := &soakEars{heard: map[string]time.Time{}}
	s, err := stack.Start(ctx, stack.Options{
		Template: "template.yaml", Functions: ".build/functions", Sandbox: ".build/sandbox", Storage: ".build/versitygw",
		Schedule: soakSchedule, Output: ears,
	})
	if err != nil {
		return err
	}
	defer s.Close() //nolint:contextcheck // stopping has its own time
	k := &soak{stack: s, operator: person{base: s.SandboxURL(), client: newHTTPClient()}, ears: ears, answers: map[string]int{}}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(progress, format+"\n", args...) }
	say("the gateway answers for %s, is away for %s, and comes back; %d users ask all the time", soakBefore, soakDown, soakUsers)
	if err := k.rage(ctx); err != nil {
		return err
	}
	report, err := k.end(ctx)
	_, printed := io.WriteString(out, report)
	return errors.Join(err, printed)
}

// soakEars notes when a line of each kind first came.
type soakEars struct {
	mu    sync.Mutex
	heard map[string]time.Time
}

const (
	silentGateway = "reconcile run" // of a run of reconcile that heard nothing of more than half of what it asked
	silentChannel = flow.SilentLine
)

// Write takes one line.
func (e *soakEars) Write(line []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for kind, is := range map[string]bool{
		silentChannel: bytes.Contains(line, []byte(`"msg":"`+silentChannel+`"`)),
		silentGateway: saysSilent(string(line)),
	} {
		if is && e.heard[kind].IsZero() {
			e.heard[kind] = time.Now()
		}
	}
	return len(line), nil
}

// saysSilent is what GatewaySilentAlarm hears: a run that got no word about more than half of what it asked.
func saysSilent(line string) bool {
	_, run, isRun := strings.Cut(line, `"msg":"reconcile run"`)
	var asked, unknown int
	_, after, _ := strings.Cut(run, `"asked":`)
	_, _ = fmt.Sscanf(after, `%d,"unknown":%d`, &asked, &unknown) // another line has neither
	return isRun && unknown > 0 && 2*unknown > asked
}

func (e *soakEars) first(kind string) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[kind]
}

// soak is one run.
type soak struct {
	stack    *stack.Stack
	operator person // of the sandbox
	ears     *soakEars

	down, back time.Time

	mu      sync.Mutex
	asked   []string       // the ids of what was accepted
	answers map[string]int // by what was asked, and the status
}

// rage has users ask, and the gateway go and come back.
func (k *soak) rage(ctx context.Context) error {
	if err := k.set(ctx, "settings", map[string]any{"settleAfterMs": 500}); err != nil {
		return err
	}
	asking, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	failures := make(chan error, soakUsers)
	for range soakUsers {
		l, err := newLife(ctx, k.stack)
		if err != nil {
			return err
		}
		all.Go(func() { failures <- k.ask(asking, l) })
	}
	err := pause(ctx, soakBefore)
	k.down = time.Now()
	for _, api := range []string{"withdrawal/create", "withdrawal/get"} {
		mode := sandbox.DropAfter // the gateway may have taken it
		if api == "withdrawal/get" {
			mode = sandbox.DropBefore
		}
		err = errors.Join(err, k.set(ctx, "faults", map[string]any{"api": api, "mode": mode, "count": soakHang}))
	}
	err = errors.Join(err, pause(ctx, soakDown), k.operator.call(ctx, http.MethodDelete, "/sandbox/faults", nil, nil))
	k.back = time.Now()
	err = errors.Join(err, pause(ctx, soakBefore))
	stop()
	all.Wait()
	close(failures)
	for failed := range failures {
		err = errors.Join(err, failed)
	}
	return err
}

func (k *soak) set(ctx context.Context, what string, to map[string]any) error {
	return k.operator.call(ctx, http.MethodPut, "/sandbox/"+what, to, nil)
}

func pause(ctx context.Context, how time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(how):
		return nil
	}
}

// ask has a user ask for payouts that the policy approves, and for others that an admin approves and pays, in turn.
func (k *soak) ask(ctx context.Context, l *life) error {
	for turn := 0; ctx.Err() == nil; turn++ {
		if turn%2 == 0 {
			var made created
			if err := l.user.call(ctx, http.MethodPost, "/api/withdrawal", map[string]any{"type": channelMethod, "targetOwner": userName, "targetAccount": l.user.account(), "amount": lifeAmount}, &made); err != nil {
				return k.unlessEnded(ctx, err)
			}
			k.note(made.Data.ID, "asked, approved by policy")
		} else if err := do(ctx, l.byChannel()[:2]); err != nil {
			return k.unlessEnded(ctx, err)
		} else {
			k.note(l.id, "asked, approved by an admin")
			if err := l.byChannel()[2].do(ctx); err == nil {
				k.note("", "paid by an admin")
			} else if k.note("", "refused to an admin: the channel is silent"); !strings.Contains(err.Error(), "channel_silent") {
				return k.unlessEnded(ctx, err)
			}
		}
		if pause(ctx, soakPause) != nil {
			return nil //nolint:nilerr // it is over
		}
	}
	return nil
}

// unlessEnded is an error that is not of the end.
func (k *soak) unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}

func (k *soak) note(id, what string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.answers[what]++
	if id != "" {
		k.asked = append(k.asked, id)
	}
}

// end waits until all is settled that was sent or is the machine's, and holds ours against the gateway's.
func (k *soak) end(ctx context.Context) (report string, err error) {
	store := table.New(k.stack.Client(), k.stack.Table(), time.Now)
	moving := func() (int, error) {
		open, err := store.Find(ctx, funds.Filter{States: []funds.State{funds.StateProcessing}})
		return len(open), err
	}
	settled := time.Time{}
	for time.Since(k.back) < soakEndAim {
		n, err := moving()
		if err != nil {
			return "", err
		}
		waiting, err := k.machines(ctx, store)
		if err != nil {
			return "", err
		}
		if n == 0 && waiting == 0 {
			settled = time.Now()
			break
		}
		if err := pause(ctx, time.Second); err != nil {
			return "", err
		}
	}
	withdrawals, err := verify(ctx, k.stack)
	if err != nil {
		return "", err
	}
	return k.judge(ctx, store, settled, withdrawals)
}

// machines is how many approved ones the machine is to send.
func (k *soak) machines(ctx context.Context, store *table.Store) (n int, err error) {
	ids, err := store.Find(ctx, funds.Filter{States: []funds.State{funds.StateApproved}})
	if err != nil {
		return 0, err
	}
	approved, err := store.Withdrawals(ctx, ids)
	for _, w := range approved {
		if !w.Watch.Due.IsZero() {
			n++
		}
	}
	return n, err
}

func (k *soak) judge(ctx context.Context, store *table.Store, settled time.Time, withdrawals int) (string, error) {
	var listing sandbox.Listing
	if err := k.operator.call(ctx, http.MethodGet, "/sandbox/orders", nil, &listing); err != nil {
		return "", err
	}
	paid, twice := map[string]bool{}, 0
	for _, order := range listing.Orders {
		if order.Paid {
			paid[order.MerchantSerial] = true
		}
		if order.Payments > 1 {
			twice++
		}
	}
	completed, err := store.Find(ctx, funds.Filter{States: []funds.State{funds.StateCompleted}})
	if err != nil {
		return "", err
	}
	wrong := 0 // paid here alone, or there alone
	for _, id := range completed {
		if !paid[string(id)] {
			wrong++
		}
		delete(paid, string(id))
	}
	wrong += len(paid)
	var r report
	r.printf("%d withdrawals: %d completed, of which the gateway has paid all but %d; %d paid twice; %d asked for and accepted\n", withdrawals, len(completed), wrong, twice, len(k.asked))
	for what, n := range k.answers {
		r.printf("  %s: %d\n", what, n)
	}
	var broken []error
	broke := func(is bool, format string, args ...any) {
		if is {
			broken = append(broken, fmt.Errorf(format, args...))
		}
	}
	broke(withdrawals < len(k.asked), "%d withdrawals are lost", len(k.asked)-withdrawals)
	broke(wrong > 0, "%d are paid on one side alone", wrong)
	broke(twice > 0, "%d are paid twice", twice)
	broke(k.answers["refused to an admin: the channel is silent"] == 0, "the breaker has refused nobody")
	for _, kind := range []string{silentChannel, silentGateway} {
		heard := k.ears.first(kind)
		r.printf("the line %q came %s after the gateway went\n", kind, heard.Sub(k.down).Round(time.Second/10))
		broke(heard.Before(k.down) || heard.Sub(k.down) > soakAlarmAim, "the line %q did not come within %s", kind, soakAlarmAim)
	}
	if settled.IsZero() {
		broke(true, "not all is settled %s after the gateway's return", soakEndAim)
	} else {
		r.printf("all was settled %s after the gateway's return\n", settled.Sub(k.back).Round(time.Second/10))
	}
	return r.String(), errors.Join(broken...)
}
