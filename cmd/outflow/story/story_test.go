package story

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const ours, others = "6FMYX77620261121052842", "7R2Q9EJ420261121052934"

// lines are of two orders, one of which has a request with a line that names no order.
const lines = `review: {"time":"2026-11-21T05:28:43.005Z","level":"INFO","msg":"sent to the gateway","withdrawal":"` + ours + `","attempt":1,"outcome":"open","detail":"code 200 \"to 0387222126, a@b.cn\"","requestId":"r1","orderVersion":3}
START RequestId: 1 Version: $LATEST
review: {"time":"2026-11-21T05:28:43.008Z","level":"WARN","msg":"count a refused order","caller":"u1","requestId":"r1"}
review: {"time":"2026-11-21T05:28:43.010Z","level":"INFO","msg":"request","route":"POST /payout","status":200,"ms":9,"ip":"203.0.113.7","sub":"a1","role":"admin","requestId":"r1","order":"` + ours + `","commit":"c4","orderVersion":4}
list: {"time":"2026-11-21T05:28:43.020Z","level":"INFO","msg":"request","route":"GET /list","status":200,"ms":9,"sub":"u2","role":"user","requestId":"r2"}
list: {"time":"2026-11-21T05:28:43.030Z","level":"INFO","msg":"request","route":"POST /payout","status":200,"ms":9,"sub":"a1","role":"admin","requestId":"r3","order":"` + others + `"}
reconcile: {"time":"2026-11-21T05:28:44Z","level":"ERROR","msg":"needs attention","withdrawals":2,"newest":"` + ours + `","requestId":"i1"}
reconcile: {"time":"2026-11-21T05:28:44Z","level":"INFO","msg":"reconciled","withdrawal":"` + others + `","requestId":"i1"}
reconcile: {"time":"2026-11-21T05:28:44Z","level":"INFO","msg":"reconciled","withdrawal":"` + ours + `","outcome":"paid","requestId":"i1"}
`

func at(text string) time.Time {
	moment, err := time.Parse(time.RFC3339Nano, "2026-11-21T"+text+"Z")
	if err != nil {
		panic(err)
	}
	return moment
}

func TestTheLinesOfAnOrderAreThoseThatNameItAndItsRequestsOwn(t *testing.T) {
	t.Parallel()
	kept, err := ReadLog(strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Find(t.Context(), kept, Order{ID: ours})
	if err != nil {
		t.Fatal(err)
	}
	want := []Event{
		{At: at("05:28:43.005"), From: FromLog, What: "sent to the gateway", Version: 3, RequestID: "r1", Detail: `attempt 1, open, code 200 "to …, …"`},
		{At: at("05:28:43.008"), From: FromLog, What: "count a refused order", RequestID: "r1", Detail: "WARN"},
		{At: at("05:28:43.001"), From: FromLog, What: "POST /payout", By: "admin a1", Version: 4, RequestID: "r1", Commit: "c4", Detail: "200 in 9 ms"},
		{At: at("05:28:44"), From: FromLog, What: "reconciled", RequestID: "i1", Detail: "paid"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the events (-want +got):\n%s", diff)
	}
}

// TestARequestIsToldBeforeWhatItHasWritten although its own line is the last one, and a millisecond may be lost.
func TestARequestIsToldBeforeWhatItHasWritten(t *testing.T) {
	t.Parallel()
	table := []Event{
		{At: at("05:28:43.000"), From: FromTable, What: "dispatch", Version: 3}, {At: at("05:28:43.009"), From: FromTable, What: "accept", Version: 4},
		{At: at("05:28:42.000"), From: FromTable, What: "create", State: "pending", By: "user u1", Version: 1},
	}
	events := FromLines(strings.Split(lines, "\n"), ours)
	var said bytes.Buffer
	if err := Print(&said, Merge(table, events)); err != nil {
		t.Fatal(err)
	}
	want := `2026-11-21T05:28:42.000Z  table  create  pending  by user u1
2026-11-21T05:28:43.000Z  log    POST /payout  by admin a1  request r1  commit c4  200 in 9 ms
2026-11-21T05:28:43.000Z  table  dispatch
2026-11-21T05:28:43.005Z  log    sent to the gateway  request r1  attempt 1, open, code 200 "to …, …"
2026-11-21T05:28:43.008Z  log    count a refused order  request r1  WARN
2026-11-21T05:28:43.009Z  table  accept
2026-11-21T05:28:44.000Z  log    reconciled  request i1  paid
`
	if diff := cmp.Diff(want, said.String()); diff != "" {
		t.Errorf("the story (-want +got):\n%s", diff)
	}
}

func TestALineOfAnyTextIsAskedForInCloudWatchsSyntax(t *testing.T) {
	t.Parallel()
	for want, texts := range map[string][]string{`"a"`: {"a"}, `?"a=" ?"b"`: {"a=", `b"`}} {
		if got := anyOf(texts); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
