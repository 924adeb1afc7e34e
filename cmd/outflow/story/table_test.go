package story

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

// TestTheTableTellsOfStepsProposalsLooksAndPauses of one order, and of no other.
func TestTheTableTellsOfStepsProposalsLooksAndPauses(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1_000_00)
	other, recharge := h.Parked("u1"), h.Credited("u1", 200_00)
	id := h.Withdrawal("u1", funds.StateProcessing)
	h.Clock.Advance(time.Second)
	all := funds.AllPermissions()
	h.Flow.Policy.Controls = funds.Controls{
		People: []funds.Person{{ID: "li", Subs: []string{"li-phone"}, Permissions: all}, {ID: "wang", Subs: []string{"wang"}, Permissions: all}},
		Rules:  []funds.ApprovalRule{{Act: funds.ActFail, Need: 2}},
	}
	li := funds.Actor{Role: funds.RoleAdmin, ID: "li-phone", Name: "李四", Person: "li"}
	for _, scope := range []funds.PauseScope{funds.PauseAll, funds.PauseRecharge} {
		if _, err := h.Flow.Pause(t.Context(), li, pause.Request{Scope: scope, Hours: 1, Reason: "13812345678 打来电话"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, one := range []funds.ID{id, other} {
		if _, err := h.Lists.Unmasked(t.Context(), li, one); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Flow.Fail(t.Context(), li, other, "张三说没有收到", false); err != nil {
		t.Fatal(err)
	}
	told := func(id string) string {
		t.Helper()
		order, err := Read(t.Context(), h.Store, strings.ToLower(id))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := Print(&out, Merge(order.Events, nil)); err != nil {
			t.Fatal(err)
		}
		return out.String() + order.Now
	}
	for of, want := range map[string]struct{ has, lacks []string }{
		string(id):       {[]string{"  create  pending", "  dispatch  approved → processing", "view_unmasked  by admin li-phone", "pause all  by admin li-phone", "processing, the machine looks"}, []string{"proposed", "pause recharge"}},
		string(other):    {[]string{"proposed: fail  by person li", "view_unmasked"}, []string{string(id)}},
		string(recharge): {[]string{"  create  open", "  credit  open → credited", "pause recharge", "credited"}, []string{"view_unmasked", "pause all"}},
	} {
		text := told(of)
		for _, part := range want.has {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q:\n%s", of, part, text)
			}
		}
		for _, part := range append(want.lacks, "李四", "张三", "13812345678", "没有") {
			if strings.Contains(text, part) {
				t.Errorf("%s tells %q:\n%s", of, part, text)
			}
		}
	}
	if _, err := Read(t.Context(), h.Store, "7R2Q9EJ420261121052934"); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("of an order that there is not: %v", err)
	}
}
