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
		"olderThanHours=87601": "olderThanHours", "olderThanHours=x": "olderThanHours", "olderThanHours=01": "olderThanHours", "olderThanHours=%2B1": "olderThanHours",
	} {
		if got := admin.Get(path + "?" + query); got.Status != 400 || got.At("args.field") != field {
			t.Errorf("%s: %d, %s", query, got.Status, got.At("args"))
		}
	}
}

func TestWhatIsLateIsMarkedAndCounted(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Lists.Policy.Controls.ReviewWithin = 4 * time.Hour
	h.Serve(console.ListRoutes(h.Lists), console.StatsRoutes(h.Lists))
	h.Owner("u1", 1000_00)
	admin := h.Admin()
	h.Withdrawal("u1", funds.StatePending)
	h.Clock.Advance(5 * time.Hour)
	h.Withdrawal("u1", funds.StatePending)
	const path = "/admin/escorts/withdraw-records"
	admin.Get(path+"?sort=oldest").OK().Has("data.data.0.late", "true", "data.data.1.late", "")
	admin.Get(path).OK().Has("data.data.1.late", "")
	admin.Get(path+"/stats?ageing=true").OK().Has("data.pendingCount", "2",
		"data.ageing.review", `{"under1h":1,"under4h":0,"under1d":1,"under3d":0,"older":0,"late":1,"withinHours":4}`,
		"data.ageing.payout", `{"under1h":0,"under4h":0,"under1d":0,"under3d":0,"older":0,"late":0}`)
	for _, query := range []string{"", "?ageing=", "?ageing=false"} {
		admin.Get(path+"/stats"+query).OK().Has("data.ageing", "")
	}
	admin.Get(path+"/stats?ageing=yes").Want(400).Has("args.field", "ageing")
}
