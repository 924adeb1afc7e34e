package list_test

import (
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestWhatABatchIsMadeOfByAFilterIsOldestFirst(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	var want []funds.ID
	for range 3 {
		want = append(want, h.WithdrawalBy("u1", funds.MethodBank, funds.StateApproved))
	}
	h.WithdrawalBy("u1", funds.MethodWechat, funds.StateApproved)
	filter := funds.Filter{States: []funds.State{funds.StateApproved}, Methods: []funds.Method{funds.MethodBank}}
	got, err := h.Lists.Matching(t.Context(), filter, 9)
	if err != nil || len(got) != 3 {
		t.Fatalf("%v of %v, %v", got, want, err)
	}
	if one, err := h.Lists.Matching(t.Context(), filter, 1); err != nil || len(one) != 2 {
		t.Errorf("one more than most: %v, %v", one, err)
	}
}
