package webhook_test

import (
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/table"
	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/webhook/post"
)

// BenchmarkAWorker delivers b.N events to one endpoint, as one worker does: read from the engine, signed, sent over HTTP, and
// noted. The endpoint answers at once.
func BenchmarkAWorker(b *testing.B) {
	running, name := enginetest.Hooks(b, engine.Dynoxide)
	store := table.NewHooks(running.Client(), name, time.Now)
	h := &house{}
	service := h.service()
	service.Store, service.Audit, service.Now, service.Addresses = store, h, time.Now, webhook.Addresses{Loopback: true}
	address := loopback.Serve(b, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	if _, _, err := service.Create(b.Context(), admin, webhook.Wish{URL: &address}); err != nil {
		b.Fatal(err)
	}
	fan := webhook.FanOut{Store: store, Words: inWords, Now: time.Now}
	for made := 0; made < b.N; made += 500 {
		var steps []webhook.Step
		for n := made; n < min(made+500, b.N); n++ {
			steps = append(steps, webhook.Step{Kind: webhook.KindWithdrawal, Order: "ORDER" + strconv.Itoa(n), Version: 1, To: "pending", At: someDay})
		}
		if err := fan.Tell(b.Context(), steps); err != nil {
			b.Fatal(err)
		}
	}
	worker := h.worker("bench")
	worker.Store, worker.Now, worker.Post = store, time.Now, post.New(webhook.Addresses{Loopback: true}, net.DefaultResolver, nil, time.Now)
	b.ResetTimer()
	done, err := worker.Once(b.Context())
	if b.StopTimer(); err != nil || done.Delivered != b.N {
		b.Fatal(done, err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
