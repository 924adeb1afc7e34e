package e2e_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// happening is an event as outflow trace -json prints it.
type happening struct {
	From      string `json:"from"`
	What      string `json:"what"`
	State     string `json:"state"`
	RequestID string `json:"requestId"`
	Commit    string `json:"commit"`
}

// toldAsOneStory is a payout that goes out through the gateway, as outflow trace tells it.
func (w *world) toldAsOneStory(t *testing.T) {
	u, other := w.user("1000").in(t), w.user("1000").in(t)
	otherID := other.ask()
	id := u.approved("100", "0387222126")
	u.admin().pay(id, "").want(http.StatusOK)
	sent := u.gatewayOrders(id)[0].RequestID
	u.admin().get("/admin/escorts/withdraw-records/" + id + "/detail").want(http.StatusOK)
	u.pays(id)

	log := filepath.Join(t.TempDir(), "outflow.log")
	if err := os.WriteFile(log, []byte(w.log.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := w.outflow("trace", strings.ToLower(id), "-logs", log, "-json")
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var story []happening
	for line := range strings.Lines(text) {
		var one happening
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		story = append(story, one)
	}
	at := 0
	for _, step := range []happening{
		{From: "log", What: "POST /api/wallet/withdraw"}, {From: "table", What: "create", State: "pending"},
		{From: "log", What: "POST /admin/escorts/withdraw-records/{id}/review"}, {From: "table", What: "approve", State: "pending → approved"},
		{From: "log", What: "POST /admin/escorts/withdraw-records/{id}/payout"}, {From: "table", What: "dispatch", State: "approved → processing"},
		{From: "log", What: "sent to the gateway", RequestID: sent},
		{From: "log", What: "GET /admin/escorts/withdraw-records/{id}/detail"},
		{From: "log", What: "POST /api/withdrawal/callback"}, {From: "table", What: "complete", State: "processing → completed"},
	} {
		found := slices.IndexFunc(story[at:], func(one happening) bool {
			return one.From == step.From && one.What == step.What && one.State == step.State && (step.RequestID == "" || one.RequestID == step.RequestID)
		})
		if found < 0 {
			t.Fatalf("after %d events, %+v is not told:\n%s", at, step, text)
		}
		at += found + 1
	}
	if sent == "" || strings.Count(text, sent) < 2 {
		t.Errorf("the gateway heard of the request %q, which its payout's lines do not name twice:\n%s", sent, text)
	}
	for _, one := range story {
		if one.From == "log" && strings.Contains(one.What, "/payout") && (one.RequestID != sent || one.Commit == "") {
			t.Errorf("the payout's request is %+v, and the gateway heard of %q", one, sent)
		}
	}
	for _, secret := range []string{otherID, other.sub, "0387222126", "127.0.0.1"} {
		if strings.Contains(text, secret) {
			t.Errorf("it tells %s:\n%s", secret, text)
		}
	}
}
