package e2e_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/table"
)

var untilAnybodyAsks = map[string]any{"reason": "等待用户补充资料", "hours": 48, "onExpiry": "escalate"}

// TestVerifyFindsWhatIsPlantedOnHolds: of a withdrawal that is on hold, of one that is not, and of one that was released
// and paid.
func TestVerifyFindsWhatIsPlantedOnHolds(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.user("1000"), w.admin()
	held, free, paid := u.ask(), u.ask(), u.ask()
	for _, id := range []string{held, paid} {
		admin.post(records+id+"/hold", untilAnybodyAsks).want(http.StatusOK)
	}
	admin.post(records+paid+"/release", map[string]any{"reason": "已电话核实"}).want(http.StatusOK)
	released := w.lastLog("WD#" + paid[:8])
	admin.review(paid, "approve").want(http.StatusOK)
	admin.pay(paid, "TX-1").want(http.StatusOK)
	if code, said := w.verifyCommand(); code != 0 {
		t.Fatalf("before anything is planted: exit %d: %s", code, said)
	}
	const wd = "WD"
	code := func(id string) string { return "WD#" + id[:8] }
	u.findsEach(map[string]plant{
		"a hold that is gone":      {code(held), wd, unheld, invariant.RuleHold},
		"a hold that nobody put":   {code(free), wd, becomes("hk", string(funds.HoldByHand)), invariant.RuleHold},
		"a hold after its release": {code(paid), wd, becomes("hk", string(funds.HoldByHand)), invariant.RuleHold},
		"a release that nobody gave": {code(paid), released, func(item storedItem) {
			for _, line := range item["lines"].(*types.AttributeValueMemberL).Value {
				line.(*types.AttributeValueMemberM).Value["c"] = words(string(funds.CommandAnnotate))
			}
		}, invariant.RuleHold},
		"a hold that nobody looks at any more": {code(held), wd, lacks("duePK", "dueSK"), table.RuleIndex},
	})
}

// unheld takes a hold away as if there had been none.
func unheld(item storedItem) {
	item["ver"] = item["vh"]
	lacks("vh", "hk", "hr", "hu", "ho", "duePK", "dueSK")(item)
	if watch, ok := item["watch"].(*types.AttributeValueMemberM); ok {
		delete(watch.Value, "due")
	}
}
