package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestVerifyFindsWhatIsPlantedOnReleases: helper has given 20,000 alone, as much as one person may; 30,000 li has proposed
// and guan approved; and of a withdrawal, which takes two.
func TestVerifyFindsWhatIsPlantedOnReleases(t *testing.T) {
	t.Parallel()
	policy := twoAbove("1000")
	policy["approvals"] = append(policy["approvals"].([]any), map[string]any{"act": "adjust", "above": "20000", "need": 2})
	w := start(t, policy)
	u := w.owner("u1", "20000")
	proposal := w.adminAs("admin-2").proposes(adjustPath, map[string]any{"userId": u.sub, "amount": 30000, "reason": "活动赠送"})
	w.adminAs("admin-1").post(proposalsPath+proposal+"/approve", nil).want(http.StatusOK)
	id := u.asksFor("5000", "wechat")
	if code, said := w.verifyCommand(); code != 0 {
		t.Fatalf("before anything is planted: exit %d: %s", code, said)
	}
	first, second := "ENTRY#"+strings.Repeat("0", 11)+"1", "ENTRY#"+strings.Repeat("0", 11)+"2"
	version := "V#" + strings.Repeat("0", 11)
	u.findsEach(map[string]plant{
		"an adjustment of more than one person may": {"USER#" + u.sub, first, more("b1", 1), invariant.RuleAlone},
		"a large one that nobody else approved":     {"USER#" + u.sub, second, becomes("commit", "forged"), invariant.RuleAlone},
		"a proposal that is gone":                   {"PROPOSAL#" + proposal, "PROPOSAL", nil, invariant.RuleAlone},
		"sums of a person that are gone":            {"ADMIN#helper", "RELEASED", nil, invariant.RuleReleased},
		"sums of a person that say less": {"ADMIN#helper", "RELEASED", func(item storedItem) {
			packed := item["hours"].(*types.AttributeValueMemberB).Value
			packed[len(packed)-1] -= 2 // the count of the last hour, one less
		}, invariant.RuleReleased},
		"a need that is less than the rule's": {"WD#" + id[:8], "WD", more("need", -1), invariant.RuleNeed},
		"an approval less of a proposal": {"PROPOSAL#" + proposal, "PROPOSAL", func(item storedItem) {
			delete(item["ap"].(*types.AttributeValueMemberM).Value, "guan")
		}, table.RuleProposal},
		"a proposal of another amount": {"PROPOSAL#" + proposal, "PROPOSAL", func(item storedItem) {
			item["body"].(*types.AttributeValueMemberM).Value["amount"] = words("1")
		}, table.RuleProposal},
		"a version of the policy that is gone": {"POLICY", version + "1", nil, invariant.RulePolicy},
		"a version that the head knows not":    {"POLICY", version + "2", more("n", 2), invariant.RulePolicy},
		"a version that loosens by nobody":     {"POLICY", version + "1", becomes("kind", "loosen"), invariant.RulePolicy},
	})
}
