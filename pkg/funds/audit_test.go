package funds

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEveryStepOfAnAdminOrAServiceIsAuditedByItsWord(t *testing.T) {
	t.Parallel()
	words := map[Command]string{ // empty: no act by itself
		CommandCreate: "create", CommandEndorse: "approve", CommandApprove: "approve", CommandAnnotate: "approve", CommandReject: "reject", CommandRevoke: "reject",
		CommandCancel: "reject", CommandDispatch: "payout", CommandResend: "payout", CommandFail: "fail", CommandResolve: "resolve",
		CommandCorrect: "correct", CommandPutHold: "hold", CommandRelease: "release", CommandUnclaim: "unclaim", CommandReturn: "return", CommandComplete: "complete",
		CommandAccept: "", CommandDefer: "", CommandPark: "", CommandRecheck: "", CommandContradict: "", CommandFlag: "", CommandHold: "",
	}
	for _, command := range Commands() {
		word, known := words[command]
		if !known {
			t.Errorf("%s has no row", command)
		}
		for _, role := range []Role{RoleAdmin, RoleUser, RoleService, RoleSystem} {
			var want, got []string
			decides := role == RoleAdmin || (role == RoleService && command != CommandCreate)
			if decides && word != "" {
				want = []string{word}
			}
			for _, step := range AuditedSteps("W", []Line{{Version: 1, Command: command, Actor: Actor{Role: role}}}) {
				got = append(got, step.Action)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s by %s (-want +got):\n%s", command, role, diff)
			}
		}
	}
}

func TestAPayoutByHandIsOneActFromItsClaimToItsEnd(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC)
	by := Actor{Role: RoleAdmin, ID: "a1", Name: "张三", IP: "192.0.2.1", UserAgent: "Browser/1"}
	lines := func(number string) []Line {
		return []Line{
			{Version: 3, Command: CommandDispatch, From: StateApproved, To: StateProcessing, Actor: by, Message: Say("paid_by_hand", Facts{}), At: at},
			{Version: 4, Command: CommandComplete, From: StateProcessing, To: StateCompleted, Actor: by, Message: Message(number), At: at},
		}
	}
	for number, message := range map[string]Message{
		"BK1": Say("paid_by_hand", Facts{}) + Say(ReasonNumberGiven, Facts{Text: "BK1"}), "": Say("paid_by_hand", Facts{}),
	} {
		want := []Audited{{
			AuditRecord: AuditRecord{ID: "W-3", Module: "withdraw", Action: "payout", TargetID: "W", TargetType: "withdrawal", Actor: by, At: at},
			From:        StateApproved, To: StateCompleted, Message: message,
		}}
		if diff := cmp.Diff(want, AuditedSteps("W", lines(number))); diff != "" {
			t.Errorf("number %q (-want +got):\n%s", number, diff)
		}
	}
}
