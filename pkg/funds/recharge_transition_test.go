package funds_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

// legalRecharge is a recharge's state machine, written out once more by hand. Whatever is not here is illegal.
var legalRecharge = map[funds.RechargeState]map[funds.RechargeCommand]funds.RechargeState{
	funds.RechargeNone: {
		funds.RechargeCreate: funds.RechargeOpen,
	},
	funds.RechargeOpen: {
		funds.RechargeAccept: funds.RechargeOpen,
		funds.RechargeDefer:  funds.RechargeOpen,
		funds.RechargeCredit: funds.RechargeCredited,
		funds.RechargeRefuse: funds.RechargeRefused,
		funds.RechargeExpire: funds.RechargeExpired,
		funds.RechargePark:   funds.RechargeParked,
		funds.RechargeClose:  funds.RechargeClosed,
	},
	funds.RechargeParked: {
		funds.RechargeDefer:  funds.RechargeParked,
		funds.RechargeCredit: funds.RechargeCredited,
		funds.RechargeRefuse: funds.RechargeRefused,
		funds.RechargeExpire: funds.RechargeExpired,
		funds.RechargeClose:  funds.RechargeClosed,
	},
	// What was credited stays credited.
	funds.RechargeCredited: {
		funds.RechargeDefer:      funds.RechargeCredited,
		funds.RechargeContradict: funds.RechargeCredited,
		funds.RechargeSettle:     funds.RechargeCredited,
	},
	// Money may come late.
	funds.RechargeRefused: {
		funds.RechargeDefer:  funds.RechargeRefused,
		funds.RechargeSettle: funds.RechargeRefused,
		funds.RechargeCredit: funds.RechargeCredited,
		funds.RechargePark:   funds.RechargeParked,
	},
	funds.RechargeExpired: {
		funds.RechargeDefer:  funds.RechargeExpired,
		funds.RechargeSettle: funds.RechargeExpired,
		funds.RechargeCredit: funds.RechargeCredited,
		funds.RechargePark:   funds.RechargeParked,
	},
	funds.RechargeClosed: {
		funds.RechargeDefer:      funds.RechargeClosed,
		funds.RechargeCredit:     funds.RechargeCredited,
		funds.RechargeContradict: funds.RechargeClosed,
		funds.RechargeSettle:     funds.RechargeClosed,
	},
}

func TestEveryPairOfARechargesStateAndCommandIsLegalOrRefused(t *testing.T) {
	t.Parallel()
	states := append([]funds.RechargeState{funds.RechargeNone, "bogus"}, funds.RechargeStates()...)
	commands := append([]funds.RechargeCommand{"", "bogus"}, funds.RechargeCommands()...)
	if len(states) != 8 || len(commands) != 12 {
		t.Fatalf("%d states and %d commands: this table does not know them all", len(states), len(commands))
	}
	for _, state := range states {
		for _, command := range commands {
			got, err := funds.NextRecharge(state, command)
			want, ok := legalRecharge[state][command]
			switch {
			case ok && (err != nil || got != want):
				t.Errorf("%s of %q leads to %q (%v), want %q", command, state, got, err, want)
			case !ok && (!errors.Is(err, funds.ErrIllegal) || got != state):
				t.Errorf("%s of %q leads to %q (%v), want a refusal", command, state, got, err)
			}
		}
	}
}

func TestOnlyOpenAndParkedRechargesWait(t *testing.T) {
	t.Parallel()
	for _, state := range append(funds.RechargeStates(), funds.RechargeNone, "bogus") {
		if want := state == funds.RechargeOpen || state == funds.RechargeParked; state.Waiting() != want {
			t.Errorf("%q waits: %v", state, !want)
		}
	}
}

func TestARechargeShowsOneOfTheGatewaysStates(t *testing.T) {
	t.Parallel()
	for state, want := range map[funds.RechargeState]int{
		funds.RechargeParked: funds.GatewayDepositMismatch, funds.RechargeCredited: funds.GatewayDepositDone, funds.RechargeRefused: funds.GatewayDepositRefused,
		funds.RechargeExpired: funds.GatewayDepositTimedOut, funds.RechargeClosed: funds.GatewayDepositRefused,
	} {
		for gatewayState := range 6 {
			r := funds.Recharge{State: state, GatewayState: gatewayState}
			if r.PublicState() != want {
				t.Errorf("%s with the gateway at %d shows %d, want %d", state, gatewayState, r.PublicState(), want)
			}
		}
	}
	for gatewayState, want := range map[int]int{0: 0, 1: 1} {
		if r := (funds.Recharge{State: funds.RechargeOpen, GatewayState: gatewayState}); r.PublicState() != want {
			t.Errorf("an open one with the gateway at %d shows %d", gatewayState, r.PublicState())
		}
	}
}

// A callback tells nothing new where it leaves what is due as it is; what is done is get's to say how much, so that
// only a done one knows that.
func TestACallbackIsKnownWhereItLeavesWhatIsDue(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state funds.RechargeState
		word  int
		known []int // the gateway's last words with which it is
	}{
		{funds.RechargeCredited, funds.GatewayDepositDone, []int{2}},
		{funds.RechargeCredited, funds.GatewayDepositRefused, []int{0, 1, 3, 4}},
		{funds.RechargeClosed, funds.GatewayDepositDone, []int{2}},
		{funds.RechargeClosed, funds.GatewayDepositRefused, []int{0, 1, 3, 4}},
		{funds.RechargeRefused, funds.GatewayDepositDone, nil},
		{funds.RechargeRefused, funds.GatewayDepositRefused, []int{0, 1, 2, 3, 4, 5}},
		{funds.RechargeExpired, funds.GatewayDepositDone, nil},
		{funds.RechargeParked, funds.GatewayDepositDone, nil},
		{funds.RechargeOpen, funds.GatewayDepositDone, nil},
	} {
		for gatewayState := range 6 {
			r := funds.Recharge{State: test.state, GatewayState: gatewayState, Amount: 100_00}
			if test.state == funds.RechargeCredited {
				r.Credited = r.Amount
			}
			if got, want := r.Knows(test.word), slices.Contains(test.known, gatewayState); got != want {
				t.Errorf("%s with the gateway at %d knows %d: %v", test.state, gatewayState, test.word, got)
			}
		}
	}
	taken := funds.Recharge{State: funds.RechargeCredited, GatewayState: funds.GatewayDepositTimedOut, Amount: 100_00, Credited: 100_00, Settled: -100_00}
	if !taken.Knows(funds.GatewayDepositRefused) {
		t.Error("what was credited, and taken again, is told once more that no money came")
	}
}

func TestARechargesIDIsReadInAnyLetterCase(t *testing.T) {
	t.Parallel()
	id := funds.NewRechargeID([funds.CodeBytes]byte{0xff, 0xee, 0xdd, 0xcc, 0xbb}, fixture.Created)
	if want := "RC" + string(funds.NewID([funds.CodeBytes]byte{0xff, 0xee, 0xdd, 0xcc, 0xbb}, fixture.Created)); string(id) != want || id.Code() != want[2:10] {
		t.Errorf("made %q with the code %q, want %q", id, id.Code(), want)
	}
	for _, text := range []string{string(id), "rc" + string(id)[2:], "Rc" + string(id)[2:]} {
		if got, err := funds.ParseRechargeID(text); err != nil || got != id {
			t.Errorf("%q reads as %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "RC", string(id)[2:], "WD" + string(id)[2:], string(id) + "0", " " + string(id), string(id)[:23], "RCU" + string(id)[3:], "RC" + string(id), "ＲＣ" + string(id)[2:]} {
		if got, err := funds.ParseRechargeID(text); !errors.Is(err, funds.ErrNotFound) {
			t.Errorf("%q reads as %q, %v", text, got, err)
		}
	}
	if _, err := funds.ParseID(string(id)); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("it reads as a withdrawal's: %v", err)
	}
}
