package e2e_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// ofThree are four people who may do everything, and a payout of whom takes three.
func ofThree(more map[string]any) map[string]any {
	var people []any
	for person, sub := range map[string]string{"guan": "a1", "li": "a2", "wang": "a3", "zhao": "a4"} {
		people = append(people, map[string]any{"person": person, "name": person, "subs": []string{sub}, "perms": funds.AllPermissions()})
	}
	listed := map[string]any{"people": people, "approvals": []any{map[string]any{"act": "payout", "above": "10000", "need": 3}}}
	for name, value := range more {
		listed[name] = value
	}
	return listed
}

// TestTwoDoNotGetRoundWhatTakesThree: one takes the policy from everybody but themself and another, and both loosen it.
func TestTwoDoNotGetRoundWhatTakesThree(t *testing.T) {
	t.Parallel()
	policy := ofThree(nil)
	w := start(t, policy)
	guan, li, wang := w.as("a1"), w.as("a2"), w.as("a3")
	change := func(more map[string]any) map[string]any {
		whole := proposed(t, nil)["policy"].(map[string]any)
		for _, fields := range []map[string]any{policy, more} {
			for name, value := range fields {
				whole[name] = value
			}
		}
		return map[string]any{"policy": whole, "reason": "因为"}
	}
	var two []any
	for _, one := range policy["people"].([]any) {
		fields := map[string]any{}
		for name, value := range one.(map[string]any) {
			fields[name] = value
		}
		if fields["person"] == "wang" || fields["person"] == "zhao" {
			fields["perms"] = funds.Permissions{funds.PermissionReview, funds.PermissionPay}
		}
		two = append(two, fields)
	}
	guan.post("/admin/policy", change(map[string]any{"people": two})).want(http.StatusBadRequest).wantAll(map[string]any{
		"reason": "policy_too_few_people", "args.text": "policy", "args.minimum": "3", "args.count": "2",
	})
	looser := change(map[string]any{"approvals": []any{map[string]any{"act": "payout", "above": "10000", "need": 2}}})
	guan.post("/admin/policy", looser).want(ok).wantAll(map[string]any{"data.kind": "loosen", "data.approvalsNeeded": "3"})
	li.post("/admin/policy/2/confirm", nil).want(ok).wantAll(map[string]any{"data.state": "waiting"})
	encoded, err := json.Marshal(change(map[string]any{"singleLimit": "500"})["policy"])
	file := filepath.Join(t.TempDir(), "policy.json")
	if err != nil || os.WriteFile(file, encoded, 0o600) != nil {
		t.Fatal(err)
	}
	for _, run := range []struct{ argument, said string }{
		{"-dry-run", "nothing is written; it would be version 3, in_force, and takes 3 people; tightens [singleLimit]"},
		{"-reason=因为", "version 3, in_force; tightens [singleLimit], loosens []; "},
	} {
		code, said := w.command([]string{"OUTFLOW_API=" + w.URL(), "OUTFLOW_TOKEN=" + guan.token}, "policy", "propose", "-file", file, run.argument)
		if code != 0 || !strings.HasPrefix(said, run.said) {
			t.Errorf("outflow policy propose %s: exit %d: %s", run.argument, code, said)
		}
	}
	if lapses := li.post("/admin/policy/3/confirm", nil).want(ok).at("data.lapsesAt"); lapses == nil {
		t.Error("two have confirmed what takes three")
	}
	if lapses := wang.post("/admin/policy/3/confirm", nil).want(ok).at("data.lapsesAt"); lapses != nil {
		t.Errorf("three have confirmed it, and it lapses at %v", lapses)
	}
	guan.findsEach(map[string]plant{"a version that three had to confirm, and two did": {"POLICY", "V#" + strings.Repeat("0", 11) + "3", func(item storedItem) {
		item["need"] = &types.AttributeValueMemberN{Value: "2"}
		words := item["appr"].(*types.AttributeValueMemberL)
		words.Value = words.Value[:2]
	}, invariant.RulePolicy}})
}
