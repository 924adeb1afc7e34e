package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// stateOf is how a channel stands, which must be listed.
func stateOf(t *testing.T, h *flowtest.House, direction flow.Direction, code string) flow.ChannelState {
	t.Helper()
	states, err := elsewhere(h).Channels(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range states {
		if one.Direction == direction && one.Code == code {
			return one
		}
	}
	t.Fatalf("%s %s is not among %+v", direction, code, states)
	return flow.ChannelState{}
}

// silences are the calls that may get no word: each lays up what it needs while all is well, and is made then.
func silences(t *testing.T, h *flowtest.House) map[flow.Direction]map[string]func() {
	t.Helper()
	var sent []funds.ID
	var collecting []funds.RechargeID
	for range 5 {
		sent = append(sent, h.Withdrawal("u1", funds.StateProcessing))
		collecting = append(collecting, h.Recharge("u1", 200_00))
	}
	take := func() (id funds.ID) { id, sent = sent[0], sent[1:]; return id }
	return map[flow.Direction]map[string]func(){
		flow.PaidOut: {
			"an order is asked about": func() { h.Ask(take()) },
			"the balance is asked for": func() {
				if _, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); funds.CodeOf(err) != funds.CodeBusy {
					t.Errorf("%v", err)
				}
			},
		},
		flow.PaidIn: {"a recharge is asked about": func() {
			id := collecting[0]
			collecting = collecting[1:]
			_, _ = h.Flow.AskAgainRecharge(t.Context(), admin, id)
		}},
	}
}

// A channel is silent whatever goes unanswered: five of each kind, by themselves, stop what would be sent.
func TestEachKindOfCallWithoutAWordCounts(t *testing.T) {
	t.Parallel()
	codes := map[flow.Direction]string{flow.PaidOut: string(flowtest.Channel), flow.PaidIn: flowtest.RechargeCode}
	for direction, kinds := range map[flow.Direction][]string{
		flow.PaidOut: {"an order is asked about", "the balance is asked for"}, flow.PaidIn: {"a recharge is asked about"},
	} {
		for _, kind := range kinds {
			t.Run(kind, func(t *testing.T) {
				t.Parallel()
				h, gate := fragile(t)
				call := silences(t, h)[direction][kind]
				h.Clock.Advance(2 * time.Minute)
				gate.silent.Store(true)
				for n := range 5 {
					if stateOf(t, h, direction, codes[direction]).Silent {
						t.Fatalf("it is silent after %d", n)
					}
					h.Clock.Advance(2 * time.Second) // the balance is kept for a second
					call()
				}
				if !stateOf(t, h, direction, codes[direction]).Silent {
					t.Error("it is not silent after five")
				}
			})
		}
	}
}

// A gateway that is asked for its channels, as a probe, and gives no word stays silent: without that it would be sent to
// again three minutes after the last call of another kind.
func TestAProbeWithoutAWordKeepsAChannelSilent(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	if _, err := h.Flow.RechargeChannels(t.Context()); err != nil {
		t.Fatal(err)
	}
	gate.silent.Store(true)
	for range 5 {
		if _, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil {
			t.Fatal(err)
		}
	}
	sends := gate.sends.Load()
	for range 5 {
		h.Clock.Advance(56 * time.Second)
		_, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
		refusedFor(t, "a probe", err, funds.CodeBusy, flow.ReasonChannelSilent)
	}
	if n := gate.sends.Load() - sends; n != 0 {
		t.Errorf("%d orders were made of a silent gateway", n)
	}
}

// A busy gateway that loses an answer now and then is not taken for one that is down.
func TestASendThatIsTakenMeanwhileStartsTheCountAnew(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	orders := make([]funds.ID, 9)
	for i := range orders {
		orders[i] = h.Withdrawal("u1", funds.StateApproved)
	}
	for i, id := range orders {
		h.Clock.Advance(time.Second)
		gate.silent.Store(i != 4)
		if _, err := h.Flow.PayByChannel(t.Context(), admin, id); err != nil {
			t.Fatalf("order %d: %v", i, err)
		}
	}
	if stateOf(t, h, flow.PaidOut, string(flowtest.Channel)).Silent {
		t.Error("four lost answers, one word, and four lost ones make it silent")
	}
}

// hurried is the gateway whose callers give up a question after a time.
type hurried struct {
	flow.Gateway

	clock *flowtest.Clock
	after time.Duration
	up    context.CancelFunc
}

func (g *hurried) Get(context.Context, string, funds.Amount) funds.Report {
	g.clock.Advance(g.after)
	g.up()
	return funds.Report{}
}

// TestAQuestionThatWeGaveUpAtOnceSaysNothing: one that had a second says what any other does.
func TestAQuestionThatWeGaveUpAtOnceSaysNothing(t *testing.T) {
	t.Parallel()
	for after, counted := range map[time.Duration]int{time.Second - time.Millisecond: 0, time.Second: 1} {
		h := flowtest.Open(t)
		h.Fund("u1", 1000_00)
		id := h.Withdrawal("u1", funds.StateProcessing)
		h.Clock.Advance(2 * time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		h.Flow.Gateway = &hurried{h.Gateway, h.Clock, after, cancel}
		_, _ = h.Flow.AskAgain(ctx, admin, id)
		h.Flow.Gateway = h.Gateway
		if n := len(stateOf(t, h, flow.PaidOut, string(flowtest.Channel)).Unknown); n != counted {
			t.Errorf("given up after %s: %d counted, want %d", after, n, counted)
		}
	}
}

// While a channel is silent the next look is never far off, so that what was under way is settled soon after its return.
func TestWhatIsUnderWayIsLookedAtEachMinuteOfASilence(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	id := goesDown(t, h, gate)[0]
	for range 8 { // without the silence the wait doubles, up to minutes
		h.Clock.Advance(61 * time.Second)
		looks := gate.gets.Load()
		if _, err := h.Flow.Reconcile(t.Context(), run); err != nil {
			t.Fatal(err)
		}
		if gate.gets.Load() == looks {
			t.Fatal("nothing was asked")
		}
		if wait := h.Stored(id).Watch.Due.Sub(h.Clock.Now()); wait > time.Minute {
			t.Fatalf("the next look is in %s", wait)
		}
	}
}

// TestTheChannelsAreListedByWhatPeopleCallThem, payouts first, whether the gateway offered them lately or not.
func TestTheChannelsAreListedByWhatPeopleCallThem(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	names := func(want ...string) {
		t.Helper()
		states, err := h.Flow.Channels(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, one := range states {
			got = append(got, string(one.Direction)+" "+one.Code+" "+one.Name)
		}
		if len(got) != len(want) {
			t.Fatalf("%q, want %q", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q, want %q", got[i], want[i])
			}
		}
	}
	lists := gate.channels.Load()
	names("withdrawal MVola MVola")
	if gate.channels.Load() != lists {
		t.Error("the gateway is asked")
	}
	offered, err := h.Flow.RechargeChannels(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names("withdrawal MVola MVola") // read within the minute
	h.Clock.Advance(time.Minute)
	want := []string{"withdrawal MVola MVola"}
	for _, one := range offered {
		want = append(want, "recharge "+one.Code+" "+one.Name)
	}
	names(want...)
}

// TestWhatAnotherProcessHasFoundIsKnownWithinSeconds, and no sooner: a reading is paid for.
func TestWhatAnotherProcessHasFoundIsKnownWithinSeconds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		after time.Duration
		sends bool
	}{
		"within five seconds":           {time.Second, true},
		"after five":                    {5 * time.Second, false},
		"where its clock has gone back": {-time.Minute, false},
	} {
		h, gate := fragile(t)
		other := elsewhere(h)
		first, second := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("u1", funds.StateApproved)
		if _, err := other.PayByChannel(t.Context(), admin, first); err != nil { // it reads that all is well
			t.Fatal(err)
		}
		goesDown(t, h, gate)
		h.Clock.Advance(test.after)
		if _, err := other.PayByChannel(t.Context(), admin, second); (err == nil) != test.sends {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhatIsStoppedIsBothKinds: what people have paused, and channels that the gateway says nothing of.
func TestWhatIsStoppedIsBothKinds(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	goesDown(t, h, gate)
	now, err := elsewhere(h).Stopped(t.Context())
	if err != nil || len(now.Channels) != 1 || !now.Channels[0].Silent || now.Channels[0].Wait(h.Clock.Now()) == 0 {
		t.Errorf("%+v, %v", now, err)
	}
}
