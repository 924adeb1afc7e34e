package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const legacyPath, recordsPath = "/admin/withdrawals", "/admin/escorts/withdraw-records"

// TestEveryOldRouteAnswersAsItsSuccessorAndNamesIt sends each old route, and its successor, what is right
// and what is wrong. What acts does so on two withdrawals that are alike.
func TestEveryOldRouteAnswersAsItsSuccessorAndNamesIt(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	owner := w.owner("owner", "1000000")
	admin, nobody := w.person("admin-x", funds.RoleAdmin), &person{world: w}
	owner.withdrawal(funds.StateCompleted) // something for the lists
	owner.withdrawal(funds.StatePending)
	compared := 0
	for key, row := range rows {
		method, path, _ := strings.Cut(key, " ")
		rest, legacy := strings.CutPrefix(path, legacyPath)
		if !legacy {
			continue
		}
		compared++
		pair := pair{method: method, old: path, successor: recordsPath + rest}
		if query := asked[key]; query != "" {
			pair.query = "?" + query
		}
		first, second := unknownID, unknownID
		if row.state != "" {
			first = owner.withdrawal(row.state)
			second = first
			if method == http.MethodPost {
				second = owner.withdrawal(row.state)
			}
		}
		pair.alike(admin, http.StatusOK, row.body, first, second)
		pair.alike(owner, http.StatusForbidden, row.body, first, first)
		pair.alike(nobody, http.StatusUnauthorized, row.body, first, first)
		if row.state != "" {
			pair.alike(admin, http.StatusNotFound, row.body, unknownID, unknownID)
			pair.alike(admin, http.StatusNotFound, row.body, "a%2Fb", "a%2Fb")
			pair.alike(admin, http.StatusNotFound, row.body, "%E4%B8%AD", "%E4%B8%AD")
		}
		if row.body != "" {
			pair.alike(admin, http.StatusBadRequest, "[]", first, first)
		}
		if words := inputs[key].words; len(words) > 0 {
			pair.query = "?" + words[0] + "=nonsense"
			pair.alike(admin, http.StatusBadRequest, "", first, first)
		}
	}
	const routes = 14 // list, stats, trend, export, detail, with logs, logs, review, payout, fail, number, ask, hold, release
	if compared != routes {
		t.Errorf("%d old routes, want %d", compared, routes)
	}
}

// pair is an old route and its successor.
type pair struct{ method, old, successor, query string }

// alike sends the same to both, about two withdrawals, and fails the test where the answers differ in
// anything but what the old one says of its successor.
func (p pair) alike(by *person, status int, body, oldID, newID string) {
	by.t.Helper()
	old := by.do(p.method, filled(p.old, oldID, "")+p.query, filled(body, oldID, ""), nil).want(status)
	now := by.do(p.method, filled(p.successor, newID, "")+p.query, filled(body, newID, ""), nil).want(status)
	oldRaw, nowRaw := old.Raw, now.Raw
	if oldID != newID {
		oldRaw, nowRaw = flowtest.Normal(oldRaw), flowtest.Normal(nowRaw)
	}
	if diff := cmp.Diff(nowRaw, oldRaw); diff != "" {
		by.t.Errorf("%s (-successor +old):\n%s", old.what, diff)
	}
	const link, deprecation = "Link", "Deprecation"
	if got, want := old.Header.Get(link), "<"+filled(p.successor, oldID, "")+`>; rel="successor-version"`; got != want {
		by.t.Errorf("%s: Link is %q, want %q", old.what, got, want)
	}
	if got := old.Header.Get(deprecation); !strings.HasPrefix(got, "@") {
		by.t.Errorf("%s: Deprecation is %q, which is no moment", old.what, got)
	}
	for _, answer := range []answer{old, now} { // what no two answers share
		answer.Header.Del("Date")
		answer.Header.Del("Apigw-Requestid")
		if oldID != newID {
			answer.Header.Del("Content-Length")
		}
	}
	old.Header.Del(link)
	old.Header.Del(deprecation)
	if diff := cmp.Diff(now.Header, old.Header); diff != "" {
		by.t.Errorf("%s: headers (-successor +old):\n%s", old.what, diff)
	}
}
