package e2e_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestOnlyTheTemplatesMethodsAndPathsAreServed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.person(helper, funds.RoleAdmin)
	want := map[string]int{
		"GET /api": notFound, "GET /api/wallet/": notFound, "GET /API/WALLET": notFound, "GET /api/wallet/unknown": notFound,
		"GET /api//wallet": notFound, "POST /api/wallet/withdraw/1": notFound,
		"GET /admin/escorts/withdraw-records/" + unknownID + "/": notFound, "GET /admin/escorts/withdraw-records/" + unknownID + "/other": notFound,
	}
	for key := range rows {
		_, path, _ := strings.Cut(key, " ")
		path, _, _ = strings.Cut(path, "?")
		for _, other := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions} {
			if !served(other, path) {
				want[other+" "+strings.ReplaceAll(path, "{id}", unknownID)] = map[bool]int{true: http.StatusNoContent, false: http.StatusMethodNotAllowed}[other == http.MethodOptions]
			}
		}
	}
	before := w.dump()
	for key, status := range want {
		method, path, _ := strings.Cut(key, " ")
		if got := admin.do(method, path, nil, nil); got.Status != status {
			t.Errorf("%s: HTTP %d, want %d: %s", key, got.Status, status, got.Raw)
		}
	}
	if after := w.dump(); len(after) != len(before) {
		t.Errorf("%d items became %d", len(before), len(after))
	}
}

// served says that a route takes the method and path; its parameters take any segment.
func served(method, path string) bool {
	for _, key := range slices.AppendSeq(slices.Collect(maps.Keys(rows)), maps.Keys(byPeople)) {
		by, pattern, _ := strings.Cut(key, " ")
		pattern, _, _ = strings.Cut(pattern, "?")
		wanted, segments := strings.Split(pattern, "/"), strings.Split(path, "/")
		fits := by == method && len(wanted) == len(segments)
		for i := 0; fits && i < len(wanted); i++ {
			fits = wanted[i] == segments[i] || strings.HasPrefix(wanted[i], "{")
		}
		if fits {
			return true
		}
	}
	return false
}

func TestAnswersAreNotStoredNorGuessedNorSharedWithOtherSites(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, nobody := w.owner("u1", "1000"), &person{w, "", ""}
	for name, by := range map[string]*person{"an answer": u, "a refusal": nobody} {
		for key := range rows {
			method, path, _ := strings.Cut(key, " ")
			got := by.do(method, filled(path, unknownID, "u1"), "{}", http.Header{"Origin": {"https://elsewhere.example"}})
			for header, want := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000", "Access-Control-Allow-Origin": "", "Set-Cookie": "",
			} {
				if value := got.Header.Get(header); value != want {
					t.Errorf("%s of %s has %s %q, want %q", name, key, header, value, want)
				}
			}
		}
	}
}

func TestAGatewayThatDoesNotAnswerIsA503ThatSaysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "1000")
	w.sandbox(http.MethodPut, "/sandbox/faults", map[string]any{"api": "withdrawal/balance", "mode": "http500", "count": 100}).want(ok)
	before := w.dump()
	got := u.post("/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":100}`)
	message, _ := merchant.refuses(got, http.StatusServiceUnavailable)
	if message != "支付网关暂时不可用，请稍后重试" || got.Header.Get("Retry-After") != "1" {
		t.Errorf("%q, Retry-After %q", message, got.Header.Get("Retry-After"))
	}
	if after := w.dump(); len(after) != len(before) {
		t.Errorf("%d items became %d", len(before), len(after))
	}
}

func TestAGatewayThatIsShortOfMoneyIsToldAndFreezesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "1000")
	w.sandbox(http.MethodPut, "/sandbox/settings", map[string]any{"withdrawalBalance": 99}).want(ok)
	order := func(amount string) answer {
		return u.post("/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":`+amount+`}`)
	}
	for amount, want := range map[string]string{"1001": "余额不足", "100": "余额不足请先充值"} {
		if message, _ := merchant.refuses(order(amount), http.StatusBadRequest); message != want {
			t.Errorf("%s: %q, want %q", amount, message, want)
		}
	}
	order("99").want(ok)
	if frozen := u.get("/api/wallet").text("data.frozenAmount"); frozen != "99.00" {
		t.Errorf("%s is frozen", frozen)
	}
}
