package flowtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Refusal is a request that a contract refuses: with this status, and with at least these members of a JSON object.
type Refusal struct {
	by         *Person
	call, body string
	status     int
	says       string
}

// Refused is somebody's request (method and path, and a body) that must be answered so.
func (p *Person) Refused(call, body string, status int, says string) Refusal {
	return Refusal{p, call, body, status, says}
}

// Refuses sends requests, each in a subtest of its name, and fails where one is answered otherwise. None of them may
// change anything that is stored.
func (h *House) Refuses(t *testing.T, tests map[string]Refusal) {
	t.Helper()
	h.Unchanged(func() {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				method, path, _ := strings.Cut(test.call, " ")
				test.by.In(t).Do(method, path, test.body).Want(test.status).says(test.says)
			})
		}
	})
}

// says fails the test where a member of an object is missing in the answer, or another there.
func (a Answer) says(want string) {
	a.t.Helper()
	var members, got map[string]any
	if err := json.Unmarshal([]byte(want), &members); err != nil {
		a.t.Fatalf("%s: %v", want, err)
	}
	if err := json.Unmarshal([]byte(a.Raw), &got); err != nil {
		a.t.Fatalf("%s: not JSON: %v: %s", a.what, err, a.Raw)
	}
	for name, value := range members {
		if there, has := got[name]; !has || !same(value, there) {
			a.t.Errorf("%s: got %s, want %s", a.what, strings.TrimSpace(a.Raw), want)
			return
		}
	}
}

func same(a, b any) bool {
	left, leftErr := json.Marshal(a)
	right, rightErr := json.Marshal(b)
	return leftErr == nil && rightErr == nil && string(left) == string(right)
}

// Admits fails the test unless who may call the routes that are served is exactly what the table says: by method and
// path, the roles in the order user, admin, service, each divided by a space. Whoever else calls is refused, with the
// status that the contract has for them, and nothing is changed.
func (h *House) Admits(t *testing.T, forbidden int, table map[string]string) {
	t.Helper()
	everybody := map[funds.Role]*Person{"": h.Nobody(), funds.RoleUser: h.User("caller"), funds.RoleAdmin: h.Admin(), funds.RoleService: h.Service()}
	left := map[string]bool{}
	for line := range table {
		left[line] = true
	}
	for _, route := range h.routes {
		line := route.Method + " " + route.Path
		if route.Query != "" {
			line += "?" + route.Query
		}
		who, listed := table[line]
		delete(left, line)
		if !listed {
			t.Errorf("%s is served, and the table does not say who may call it", line)
			continue
		}
		for role, person := range everybody {
			switch got := person.In(t).Do(route.Method, pathOf(route, person), body(route.Method)).Status; {
			case role == "" && got != http.StatusUnauthorized:
				t.Errorf("%s without a token: HTTP %d", line, got)
			case role == "":
			case mayCall(who, role) && (got == http.StatusUnauthorized || got == http.StatusForbidden):
				t.Errorf("%s refuses a token of role %s: HTTP %d", line, role, got)
			case !mayCall(who, role) && got != forbidden:
				t.Errorf("%s takes a token of role %s: HTTP %d, want %d", line, role, got, forbidden)
			}
		}
	}
	for line := range left {
		t.Errorf("%s is in the table, and not served", line)
	}
}

func mayCall(who string, role funds.Role) bool {
	for one := range strings.FieldsSeq(who) {
		if one == string(role) {
			return true
		}
	}
	return false
}

// pathOf is a path of a route, about what is not there.
func pathOf(route edge.Route, person *Person) string {
	path := strings.NewReplacer("{id}", Unknown, "{userId}", "nobody").Replace(route.Path)
	if route.Query != "" {
		path += "?" + route.Query + "=" + person.Sub
	}
	return path
}

func body(method string) string {
	if method == http.MethodGet {
		return ""
	}
	return "{}"
}
