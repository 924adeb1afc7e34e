package e2e_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// byPeople are the routes that nobody may call where the policy lists nobody, as the binaries list who may.
var byPeople = map[string]string{
	"POST /admin/policy":                    "admin policy",
	"POST /admin/policy/preview":            "admin policy",
	"POST /admin/policy/{version}/confirm":  "admin policy",
	"POST /admin/policy/{version}/withdraw": "admin policy",
}

// eventsByPeople are their events, in the order in which they are sent.
var eventsByPeople = []string{"post-admin-policy.json", "post-admin-policy-preview.json", "post-admin-policy-version-confirm.json", "post-admin-policy-version-withdraw.json"}

// withPeople is a policy of three people, two of whom change it, and one who has left.
func withPeople(more map[string]any) map[string]any {
	one := func(person, name, perms string, subs ...string) map[string]any {
		return map[string]any{"person": person, "name": name, "subs": subs, "perms": strings.Fields(perms)}
	}
	gone := one("zhao", "赵六", "audit", "a4")
	gone["dismissed"] = true
	listed := map[string]any{
		"people": []any{
			one("zhang", "张三", "review pay adjust wallet resolve export policy audit", "a1", "a1-phone", "admin-1", eventAdmin),
			one("li", "李四", "review pay adjust wallet resolve policy", "a2"),
			one("wang", "王五", "review", "a3"), gone,
		},
		"approvals": []any{map[string]any{"act": "payout", "above": "10000", "need": 2}},
	}
	for name, value := range more {
		listed[name] = value
	}
	return listed
}

// as is an admin whose token permits what it says; without perms, everything.
func (w *world) as(sub string, perms ...funds.Permission) *person {
	w.t.Helper()
	if len(perms) == 0 {
		perms = funds.AllPermissions()
	}
	caller := identity.Caller{Sub: sub, Role: funds.RoleAdmin, Name: sub, HasPerms: true, Permissions: perms}
	token, err := identity.Mint(caller, "", time.Now(), time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	return &person{w, sub, token}
}

// proposed is the body of a change of the policy.
func proposed(t *testing.T, more map[string]any) map[string]any {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal([]byte(policy(t, withPeople(more))), &whole); err != nil {
		t.Fatal(err)
	}
	return map[string]any{"policy": whole, "reason": "因为"}
}

func TestWherePeopleAreListedOthersMayDoNothing(t *testing.T) {
	t.Parallel()
	w := start(t, withPeople(nil))
	for sub, reason := range map[string]string{"a4": "person_dismissed", "a9": "person_not_listed", "zhang": "person_not_listed"} {
		for key, row := range rows {
			if !strings.HasPrefix(row.roles, "admin") {
				continue
			}
			method, path := target(key)
			refused := w.as(sub).do(method, filled(path, unknownID, "u1"), filled(row.body, unknownID, "u1"), nil)
			row.form.refuses(refused, forbidden)
			same(t, key, any(reason), refused.at("reason"))
		}
	}
	w.as("a3").get("/admin/me").want(ok).wantAll(map[string]any{"data.person": "wang", "data.name": "王五", "data.onePerson": false, "data.glassBroken": false})
	wallet.refuses(w.as("a3").post("/api/admin/wallet/adjust", map[string]any{}), forbidden)
	bare, err := identity.Mint(identity.Caller{Sub: "a1", Role: funds.RoleAdmin}, "", time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	(&person{w, "a1", bare}).get("/admin/me").want(ok)
	(&person{w, "a1", bare}).get("/admin/audit-logs").want(forbidden)
}

func TestThePolicyIsTightenedByOneAndLoosenedByTwo(t *testing.T) {
	t.Parallel()
	w := start(t, withPeople(nil))
	user := w.user("5000")
	zhang, phone, li, wang := w.as("a1"), w.as("a1-phone"), w.as("a2"), w.as("a3")
	wang.post("/admin/policy", proposed(t, map[string]any{"singleLimit": "500"})).want(forbidden).wantAll(map[string]any{"args.options": "policy"})
	wang.get("/admin/policy").want(ok).wantAll(map[string]any{"data.version": "1", "data.kind": "first", "data.state": "in_force"})
	for range 3 {
		user.ask()
	}
	tried := zhang.post("/admin/policy/preview", proposed(t, map[string]any{"singleLimit": "50"})).want(ok)
	tried.wantAll(map[string]any{
		"data.version": "2", "data.kind": "tighten", "data.state": "in_force", "data.tightens.0": "singleLimit", "data.approvalsNeeded": "2",
		"data.rehearsal.refused": "3", "data.rehearsal.open": "3", "data.rehearsal.raised": "0", "data.rehearsal.most": "5000", "data.rehearsal.days": "30",
		"data.rehearsalInForce.passed": "3", "data.rehearsalInForce.refused": "0",
	})
	wang.post("/admin/policy/preview", proposed(t, nil)).want(forbidden)
	zhang.get("/admin/policy").want(ok).wantAll(map[string]any{"data.newest": "1"})
	tight := zhang.post("/admin/policy", proposed(t, map[string]any{"singleLimit": "50"})).want(ok)
	tight.wantAll(map[string]any{
		"data.version": "2", "data.kind": "tighten", "data.state": "in_force", "data.tightens.0": "singleLimit", "data.approvalsNeeded": "2",
		"data.rehearsal.refused": "3", "data.rehearsal.passed": "0",
	})
	phone.post("/admin/policy/2/confirm", nil).want(forbidden).wantAll(map[string]any{"reason": "policy_own"})
	li.post("/admin/policy/2/withdraw", nil).want(http.StatusConflict)
	li.post("/admin/policy/2/confirm", nil).want(ok).wantAll(map[string]any{"data.approvals.1.person": "li"})
	li.post("/admin/policy/2/confirm", nil).want(ok) // a lost answer is asked for again

	loose := zhang.post("/admin/policy", proposed(t, map[string]any{"singleLimit": "70"})).want(ok)
	loose.wantAll(map[string]any{"data.version": "3", "data.kind": "loosen", "data.state": "waiting", "data.loosens.0": "singleLimit", "data.inForce": "2"})
	li.post("/admin/policy/3/confirm", nil).want(ok).wantAll(map[string]any{"data.state": "scheduled"})
	zhang.post("/admin/policy/3/withdraw", nil).want(ok).wantAll(map[string]any{"data.state": "withdrawn"})
	zhang.post("/admin/policy/3/withdraw", nil).want(http.StatusConflict)

	zhang.post("/admin/policy", proposed(t, nil)).want(ok).wantAll(map[string]any{"data.version": "4", "data.kind": "back", "data.state": "waiting"})
	li.post("/admin/policy/4/confirm", nil).want(ok).wantAll(map[string]any{"data.state": "in_force"})
	zhang.post("/admin/policy/5/confirm", nil).want(notFound)
	zhang.post("/admin/policy/x/confirm", nil).want(notFound)
	zhang.get("/admin/policy?version=3").want(ok).wantAll(map[string]any{"data.withdrawnBy": "a1", "data.inForce": "4", "data.newest": "4"})
	var actions []any
	for _, at := range []string{"0", "1", "2", "3", "4", "5", "6"} {
		actions = append(actions, zhang.get("/admin/audit-logs?module=policy").want(ok).at("data.data."+at+".action"))
	}
	want := []any{"approve", "propose", "withdraw", "approve", "propose", "approve", "propose"}
	if !slices.Equal(actions, want) {
		t.Errorf("the audit log has %v, want %v", actions, want)
	}
}

func TestAPolicyThatCannotBeIsRefusedByName(t *testing.T) {
	t.Parallel()
	w := start(t, withPeople(nil))
	zhang := w.as("a1")
	for field, body := range map[string]any{
		"reason":      map[string]any{"policy": map[string]any{}},
		"policy":      map[string]any{"reason": "x"},
		"singleLimit": proposed(t, map[string]any{"singleLimit": "a lot"}),
		"colour":      proposed(t, map[string]any{"colour": "red"}),
		"adjust":      proposed(t, map[string]any{"approvals": []any{map[string]any{"act": "adjust", "need": 3}}}),
		"与当前生效的策略相同":  proposed(t, nil),
	} {
		refused := zhang.post("/admin/policy", body).want(http.StatusBadRequest)
		if !strings.Contains(refused.Raw, field) {
			t.Errorf("%s is not named: %s", field, refused.Raw)
		}
		if field != "reason" {
			same(t, "tried, "+field, any(refused.Raw), any(zhang.post("/admin/policy/preview", body).want(http.StatusBadRequest).Raw))
		}
	}
	zhang.get("/admin/policy").want(ok).wantAll(map[string]any{"data.newest": "1"})
}

func TestTheEventsAboutThePolicyAreServed(t *testing.T) {
	t.Parallel()
	w := start(t, withPeople(nil))
	for i, says := range []string{`"version":2`, `"reason":"policy_same"`, `"code":403`, `"code":409`} {
		event := eventOf(t, eventsByPeople[i])
		event.Headers["authorization"] = "Bearer " + w.as(eventAdmin).token
		if event.Body != "" {
			encoded, err := json.Marshal(proposed(t, map[string]any{"singleLimit": "500"}))
			if err != nil {
				t.Fatal(err)
			}
			event.Body = string(encoded)
		}
		encoded, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := w.Invoke(t.Context(), "audit-logs", encoded)
		var answer struct{ Body string }
		if err != nil || json.Unmarshal(raw, &answer) != nil || !strings.Contains(answer.Body, says) {
			t.Errorf("%s: %v: %s without %s", eventsByPeople[i], err, raw, says)
		}
	}
}
