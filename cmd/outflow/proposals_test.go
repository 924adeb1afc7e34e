package main

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/table"
)

func TestTheProposalsThatWaitAreListedWithWhomTheyWaitFor(t *testing.T) {
	t.Parallel()
	running, name := enginetest.Table(t, engine.Dynoxide)
	environment := map[string]string{"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": name}
	if out, err := outflow(t, environment, "proposals"); err != nil || out != "0 proposals wait\n" {
		t.Errorf("none: %q, %v", out, err)
	}
	rules := []funds.ApprovalRule{{Act: funds.ActAdjust, Need: 2}}
	propose := func(commit string, at time.Time) funds.Proposal {
		t.Helper()
		act := funds.Act{CommitID: commit, At: at.UTC().Truncate(time.Millisecond), Actor: funds.Actor{Role: funds.RoleAdmin, ID: "li"}}
		change, err := proposal.Propose(act, proposal.Request{
			Act: funds.ProposeAdjust, Target: "u1", Body: funds.ProposalBody{funds.BodyAmount: "-2000000", funds.BodyReason: "重复入账"},
			Judged: []funds.Asked{{Act: funds.ActAdjust, Amount: 1}},
		}, funds.Controls{Rules: rules})
		if err == nil {
			err = table.New(running.Client(), name, time.Now).Commit(t.Context(), change)
		}
		if err != nil {
			t.Fatal(err)
		}
		return change.Proposal.To
	}
	propose("expired", time.Now().Add(-funds.ProposalLife))
	open := propose("open", time.Now())
	out, err := outflow(t, environment, "proposals")
	want := string(open.ID) + "  Take 20000.00 from the balance of user u1: 重复入账\n  approved by li, 1 of 2; waits for any other admin, by the permission adjust; expires "
	if err != nil || !strings.HasPrefix(out, want) || !strings.HasSuffix(out, "\n1 proposals wait\n") {
		t.Errorf("printed %q, %v; want %q", out, err, want)
	}
	adjust := funds.Permissions{funds.PermissionAdjust}
	people := []funds.Person{
		{ID: "li", Subs: []string{"li"}, Permissions: adjust}, {ID: "wang", Subs: []string{"wang"}, Permissions: adjust}, {ID: "owner", Subs: []string{"o", "u1"}, Permissions: adjust},
		{ID: "chen", Subs: []string{"chen"}, Permissions: funds.Permissions{funds.PermissionReview}}, {ID: "gone", Subs: []string{"gone"}, Permissions: adjust, Dismissed: true},
	}
	if got := waits(open, funds.Controls{People: people, Rules: rules}); !strings.Contains(got, "; waits for wang, by") {
		t.Errorf("of these people: %q", got)
	}
	if got := waits(open, funds.Controls{People: people[:1], Rules: rules}); !strings.Contains(got, "; waits for nobody that the policy lists, by") {
		t.Errorf("of one person: %q", got)
	}
}
