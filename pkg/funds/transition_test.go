package funds_test

import (
	"errors"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// legal is the table of states of the design, written out once more by hand. Whatever is not here
// is illegal.
var legal = map[funds.State]map[funds.Command]funds.State{
	funds.StateNone: {
		funds.CommandCreate: funds.StatePending,
	},
	funds.StatePending: {
		funds.CommandApprove: funds.StateApproved,
		funds.CommandEndorse: funds.StatePending,
		funds.CommandReject:  funds.StateRejected,
		funds.CommandCancel:  funds.StateCancelled,
		funds.CommandFlag:    funds.StatePending,
		funds.CommandPutHold: funds.StatePending,
		funds.CommandRelease: funds.StatePending,
	},
	funds.StateApproved: {
		funds.CommandEndorse:  funds.StateApproved,
		funds.CommandRevoke:   funds.StateRejected,
		funds.CommandAnnotate: funds.StateApproved,
		funds.CommandFlag:     funds.StateApproved,
		funds.CommandHold:     funds.StateApproved,
		funds.CommandPutHold:  funds.StateApproved,
		funds.CommandRelease:  funds.StateApproved,
		funds.CommandDispatch: funds.StateProcessing,
		funds.CommandFail:     funds.StateFailed,
	},
	funds.StateProcessing: {
		funds.CommandAccept:   funds.StateProcessing,
		funds.CommandResend:   funds.StateProcessing,
		funds.CommandDefer:    funds.StateProcessing,
		funds.CommandPark:     funds.StateProcessing,
		funds.CommandComplete: funds.StateCompleted,
		funds.CommandFail:     funds.StateFailed,
		funds.CommandUnclaim:  funds.StateApproved,
		funds.CommandFlag:     funds.StateProcessing,
	},
	// What has ended may only be asked about again, contradicted, and resolved; it stays what it is.
	funds.StateCompleted: {
		funds.CommandRecheck: funds.StateCompleted, funds.CommandContradict: funds.StateCompleted, funds.CommandResolve: funds.StateCompleted,
		funds.CommandCorrect: funds.StateCompleted, // the record of it alone
		funds.CommandReturn:  funds.StateCompleted, // the money came back
	},
	funds.StateRejected:  {funds.CommandRecheck: funds.StateRejected, funds.CommandContradict: funds.StateRejected, funds.CommandResolve: funds.StateRejected},
	funds.StateFailed:    {funds.CommandRecheck: funds.StateFailed, funds.CommandContradict: funds.StateFailed, funds.CommandResolve: funds.StateFailed},
	funds.StateCancelled: {funds.CommandRecheck: funds.StateCancelled, funds.CommandContradict: funds.StateCancelled, funds.CommandResolve: funds.StateCancelled},
}

func TestEveryPairOfStateAndCommandIsLegalOrRefusedAsTheDesignSays(t *testing.T) {
	t.Parallel()
	states := append([]funds.State{funds.StateNone, "bogus"}, funds.States()...)
	commands := append([]funds.Command{"", "bogus"}, funds.Commands()...)
	if len(states) != 9 || len(commands) != 26 {
		t.Fatalf("%d states and %d commands: this table does not know them all", len(states), len(commands))
	}
	for _, state := range states {
		for _, command := range commands {
			got, err := funds.Next(state, command)
			want, ok := legal[state][command]
			if ok {
				if err != nil || got != want {
					t.Errorf("%s of %q leads to %q (%v), want %q", command, state, got, err, want)
				}
				continue
			}
			var refusal *funds.Error
			if !errors.As(err, &refusal) || refusal.Code != funds.CodeIllegal {
				t.Errorf("%s of %q leads to %q (%v), want a refusal", command, state, got, err)
				continue
			}
			if got != state || refusal.Facts.State != state || refusal.Facts.Command != command {
				t.Errorf("%s of %q is refused as %q with %+v", command, state, got, refusal.Facts)
			}
		}
	}
}

func TestFinalStatesAreFinal(t *testing.T) {
	t.Parallel()
	want := map[funds.State]bool{
		funds.StateNone: false, funds.StatePending: false, funds.StateApproved: false, funds.StateProcessing: false,
		funds.StateCompleted: true, funds.StateRejected: true, funds.StateFailed: true, funds.StateCancelled: true,
		"bogus": false,
	}
	for state, final := range want {
		if state.Final() != final {
			t.Errorf("%q is final: %v", state, !final)
		}
	}
}
