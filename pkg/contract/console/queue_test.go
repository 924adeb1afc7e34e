package console_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestAQueueIsAskedForBySort: without it, rows and answers are as they were.
func TestAQueueIsAskedForBySort(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Serve(console.ListRoutes(h.Lists))
	h.Owner("u1", 1000_00)
	admin := h.Admin()
	first := h.Withdrawal("u1", funds.StatePending)
	h.Clock.Advance(5 * time.Hour)
	approved := h.Withdrawal("u1", funds.StateApproved)
	paid := h.Withdrawal("u1", funds.StateCompleted)
	const path = "/admin/escorts/withdraw-records"
	plain := admin.Get(path).OK()
	for _, added := range []string{"data.totalAmount", "data.data.0.waitingSince", "data.data.0.holder"} {
		if plain.At(added) != "" {
			t.Errorf("%s is shown where no queue is asked for", added)
		}
	}
	queue := admin.Get(path + "?sort=oldest").OK()
	queue.Has("data.data.0.id", string(first), "data.data.1.id", string(approved), "data.data.2.id", string(paid), "data.totalAmount", "300")
	queue.Has("data.data.0.waitingSince", queue.At("data.data.0.createdAt"), "data.data.2.waitingSince", "")
	if since := queue.At("data.data.1.waitingSince"); since <= queue.At("data.data.1.createdAt") {
		t.Errorf("its payout is waited for since %s", since)
	}
	admin.Get(path+"?sort=newest").OK().Has("data.data.0.id", string(paid))
	admin.Get(path+"?olderThanHours=4&sort=").OK().Has("data.total", "1", "data.data.0.id", string(first), "data.totalAmount", "")
	for query, field := range map[string]string{
		"sort=age": "sort", "holder=me": "holder", "payee=old": "payee", "olderThanHours=0": "olderThanHours", "olderThanHours=1.5": "olderThanHours",
		"olderThanHours=87601": "olderThanHours", "olderThanHours=x": "olderThanHours",
	} {
		if got := admin.Get(path + "?" + query); got.Status != 400 || got.At("args.field") != field {
			t.Errorf("%s: %d, %s", query, got.Status, got.At("args"))
		}
	}
}
