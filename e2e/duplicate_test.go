package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestALikelyDuplicateIsRefusedByEveryContractThatCreates sends each creating request twice, each time under a key of
// its own, as a page does that was loaded anew: the second is refused with the first, and changes nothing.
func TestALikelyDuplicateIsRefusedByEveryContractThatCreates(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	tests := map[string]struct {
		path, body string // the body without its end
		by         funds.Role
		made       string // where the answer has the id; empty where it has none
		withdraws  bool   // by withdraw-flow's form
	}{
		"wallet":        {"/api/wallet/withdraw", `{"amount":10,"method":"wechat","account":"13800001111"`, funds.RoleUser, "data.id", false},
		"withdraw-flow": {"/api/wallet/request-withdraw", `{"uid":"USER","amount":10,"bank_card_info":"招商银行 62250000 张三"`, funds.RoleUser, "data.transaction_no", true},
		"merchant":      {"/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":10`, funds.RoleUser, "data.id", false},
		"recharge":      {"/api/recharge", `{"amount":500,"channelCode":"MVola-100-5000"`, funds.RoleUser, "data.id", false},
		"adjustment":    {"/api/admin/wallet/adjust", `{"userId":"USER","amount":10,"reason":"活动赠送"`, funds.RoleAdmin, "", false},
	}
	for name, test := range tests {
		owner := w.owner("twice-"+name, "1000")
		by := owner
		if test.by == funds.RoleAdmin {
			by = w.person(helper, funds.RoleAdmin)
		}
		body := strings.ReplaceAll(test.body, "USER", owner.sub)
		send := func(key, flag string) answer {
			return by.do(http.MethodPost, test.path, body+flag+"}", http.Header{"Idempotency-Key": {key}})
		}
		const refuse = `,"refuseDuplicates":true`
		first := send(name+"-1", refuse).want(ok)
		before := w.dump()
		repeated := send(name+"-1", refuse).want(ok)
		if test.made != "" && repeated.text(test.made) != first.text(test.made) {
			t.Errorf("%s: the same request is another: %s", name, repeated.Raw)
		}
		refused := send(name+"-2", refuse)
		message, earlier := "message", "data.transaction_no"
		if test.withdraws {
			refused.want(ok)
			if fmt.Sprint(refused.at("code")) != fmt.Sprint(http.StatusConflict) {
				t.Errorf("%s: %s", name, refused.Raw)
			}
		} else {
			refused.want(http.StatusConflict)
			earlier = "duplicateOf.id"
		}
		if refused.text(message) != "疑似重复提交" || refused.text(earlier) == "" || (test.made != "" && refused.text(earlier) != first.text(test.made)) {
			t.Errorf("%s: %s, after %s", name, refused.Raw, first.Raw)
		}
		wrong := send(name+"-3", `,"refuseDuplicates":"yes"`)
		if !strings.Contains(wrong.text(message), "refuseDuplicates") || wrong.Status >= http.StatusInternalServerError {
			t.Errorf("%s: not true or false: %s", name, wrong.Raw)
		}
		if diff := cmp.Diff(before, w.dump()); diff != "" {
			t.Errorf("%s: what is refused changes:\n%s", name, diff)
		}
		for i, flag := range []string{"", `,"refuseDuplicates":false`, `,"refuseDuplicates":null`} { // it is meant again
			send(fmt.Sprint(name, "-again-", i), flag).want(ok)
		}
	}
}
