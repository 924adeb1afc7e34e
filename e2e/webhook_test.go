package e2e_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// deliver runs the worker for a second.
func (w *world) deliver() {
	w.t.Helper()
	if _, err := w.Invoke(w.t.Context(), "deliver-webhooks", []byte(`{"seconds":1}`)); err != nil {
		w.t.Error(err)
	}
}

// deliverTo delivers until an endpoint has answered to an event of a type.
func (w *world) deliverTo(path, eventType string) {
	w.t.Helper()
	admin := w.as("hooks")
	eventually(w.t, eventType+" delivered", func() bool {
		w.deliver()
		var page struct {
			Data struct {
				Deliveries []struct {
					Type    string
					Answers []any
				}
			}
		}
		if err := json.Unmarshal([]byte(admin.get(path+"/deliveries").want(http.StatusOK).Raw), &page); err != nil {
			w.t.Fatal(err)
		}
		for _, one := range page.Data.Deliveries {
			if one.Type == eventType && len(one.Answers) > 0 {
				return true
			}
		}
		return false
	})
}

// heard is what an endpoint was told.
type heard struct {
	mu     sync.Mutex
	events map[string][]string // bodies by the id of the event
	status int                 // what it answers; 0 is 200
	t      *testing.T
	signer *standardwebhooks.Webhook
}

func (h *heard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.signer != nil {
		if err := h.signer.Verify(body, r.Header); err != nil {
			h.t.Errorf("an event that does not verify: %v", err)
		}
	}
	id := r.Header.Get("Webhook-Id")
	h.events[id] = append(h.events[id], string(body))
	if h.status != 0 {
		w.WriteHeader(h.status)
	}
}

func (h *heard) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

// of are the types of an order's events, in the order of their versions; each once.
func (h *heard) of(order string) (types []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	versions := map[int64]string{}
	for id, bodies := range h.events {
		var event struct {
			ID, Type, Subject string
			Data              struct {
				Version int64
				Status  map[string]any
			}
		}
		if err := json.Unmarshal([]byte(bodies[0]), &event); err != nil {
			h.t.Fatal(err)
		}
		for _, again := range bodies {
			if again != bodies[0] || event.ID != id {
				h.t.Errorf("%s is told in two ways: %s and %s", id, bodies[0], again)
			}
		}
		if event.Subject == order && strings.HasPrefix(event.Type, "withdrawal.") {
			versions[event.Data.Version] = event.Type
			if event.Type == "withdrawal.completed" && (event.Data.Status["console"] != "completed" || event.Data.Status["merchant"] != 1.0 || event.Data.Status["batchAudit"] != 5.0) {
				h.t.Errorf("in the contracts' words: %s", bodies[0])
			}
		}
	}
	var in []int64
	for version := range versions {
		in = append(in, version)
	}
	slices.Sort(in)
	for _, version := range in {
		types = append(types, versions[version])
	}
	return types
}

// TestOthersHearWhatBecomesOfAnOrder by the deployed functions: signed, by ids that stay, again where it was not taken, by the new
// secret and the old one, and no more after 410.
func TestOthersHearWhatBecomesOfAnOrder(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	told := &heard{t: t, events: map[string][]string{}}
	admin, u := w.as("hooks"), w.user("1000")
	for _, function := range []string{"fan-out", "deliver-webhooks", "webhooks"} {
		if said, err := w.Invoke(t.Context(), function, []byte(app.CheckEvent)); err != nil || strings.TrimSpace(string(said)) != `{"checked":true}` {
			t.Errorf("%s checks itself: %s, %v", function, said, err)
		}
	}
	made := admin.post("/admin/webhooks", map[string]any{"url": loopback.Serve(t, told)}).want(http.StatusOK)
	path := "/admin/webhooks/" + made.text("data.id")
	secret := made.text("data.secret")
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	told.signer = signer
	id := u.approved("10", "0387222126")
	admin.pay(id, "").want(http.StatusOK)
	u.gatewaySays(id, map[string]any{"state": 1, "callback": true})
	u.calledBack(id, 1)
	u.is(id, "completed")
	want := []string{"withdrawal.pending", "withdrawal.approved", "withdrawal.processing", "withdrawal.updated", "withdrawal.completed"}
	eventually(t, "the order's life heard of", func() bool {
		w.deliver()
		return slices.Equal(told.of(id), want)
	})
	before := len(told.events)
	admin.post(path+"/secret", nil).want(http.StatusOK) // the one before signs beside it: the receiver still verifies
	admin.post(path+"/replay", map[string]any{"order": id, "version": 2}).want(http.StatusOK)
	admin.post(path+"/test", nil).want(http.StatusOK)
	w.deliverTo(path, "webhook.test")
	if got := told.of(id); !slices.Equal(got, want) || len(told.events) != before+1 {
		t.Errorf("after a replay: %v, %d ids, want those that there were and the test's", got, len(told.events)-before)
	}
	told.answer(http.StatusGone)
	admin.post(path+"/test", nil).want(http.StatusOK)
	eventually(t, "gone", func() bool {
		w.deliver()
		return strings.Contains(admin.get("/admin/webhooks").want(http.StatusOK).Raw, `"state":"gone"`)
	})
	for _, text := range []string{admin.get("/admin/webhooks").Raw, admin.get(path + "/deliveries").Raw, admin.get("/admin/audit-logs?module=webhook").want(http.StatusOK).Raw, w.log.String()} {
		if strings.Contains(text, "whsec_") || strings.Contains(text, strings.TrimPrefix(secret, "whsec_")) {
			t.Errorf("a secret is shown again, or logged")
		}
	}
	reviewer := w.as("reviewer", funds.PermissionReview, funds.PermissionPay, funds.PermissionAdjust)
	console.refuses(reviewer.get("/admin/webhooks"), http.StatusForbidden)
	console.refuses(reviewer.post(path+"/secret", nil), http.StatusForbidden)
	console.refuses(admin.post("/admin/webhooks", map[string]any{"url": "https://169.254.169.254/latest/meta-data/"}), http.StatusBadRequest)
}
