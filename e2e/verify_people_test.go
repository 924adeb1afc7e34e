package e2e_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// approvedBy writes who approved a withdrawal, at which of its versions.
func approvedBy(versions map[string]int64) func(storedItem) {
	return func(item storedItem) {
		approvals := storedItem{}
		for person, version := range versions {
			approvals[person] = number(version)
		}
		item["apv"] = &types.AttributeValueMemberM{Value: approvals}
	}
}

// TestVerifyFindsWhatIsPlantedOnPeople: of a withdrawal that guan and li have approved, and wang has paid by hand.
func TestVerifyFindsWhatIsPlantedOnPeople(t *testing.T) {
	t.Parallel()
	w := start(t, twoAbove("1000"))
	u := w.owner("u1", "20000")
	id := u.asksFor("5000", "wechat")
	w.adminAs("admin-1").review(id, "approve").want(http.StatusOK)
	w.adminAs("admin-2").review(id, "approve").want(http.StatusOK)
	w.adminAs("admin-3").pay(id, "TX-1").want(http.StatusOK)
	if code, said := w.verifyCommand(); code != 0 {
		t.Fatalf("before anything is planted: exit %d: %s", code, said)
	}
	withdrawal, wallet := "WD#"+id[:8], "USER#"+u.sub
	const wd, held, guans, lis = "WD", "WALLET", 2, 3
	u.findsEach(map[string]plant{
		"an approval less":                   {withdrawal, wd, approvedBy(map[string]int64{"guan": guans}), invariant.RulePeople},
		"no approval at all":                 {withdrawal, wd, lacks("apv", "apa"), invariant.RulePeople},
		"one more that it takes":             {withdrawal, wd, more("need", 1), invariant.RulePeople},
		"an approval that nobody gave":       {withdrawal, wd, approvedBy(map[string]int64{"guan": guans, "helper": 99}), invariant.RulePeople},
		"another's approval":                 {withdrawal, wd, approvedBy(map[string]int64{"guan": guans, "helper": lis}), invariant.RulePeople},
		"one approval for two people":        {withdrawal, wd, approvedBy(map[string]int64{"guan": guans, "li": guans}), invariant.RulePeople},
		"the payer among those who approved": {withdrawal, wd, approvedBy(map[string]int64{"guan": guans, "wang": lis}), invariant.RuleApart},
		"a payee that nobody approved":       {withdrawal, wd, becomes("acct", "0387000000"), invariant.RuleContent},
		"a version before the log's":         {withdrawal, wd, func(item storedItem) { item["vn"] = number(1) }, invariant.RuleReplay},
		"sums of late that are gone":         {wallet, held, lacks("rcnt"), invariant.RuleRecent},
		"sums of late that say less": {wallet, held, func(item storedItem) {
			packed := item["rcnt"].(*types.AttributeValueMemberB).Value
			packed[len(packed)-4] -= 2 // of the last day: one fen of its amount, which is packed in three bytes before the count
		}, invariant.RuleRecent},
	})
}
