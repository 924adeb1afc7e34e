package e2e_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestWhoMayDoWhat sends each route's right request as everybody, about their own and about another's.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	provider := newIssuer(t)
	w := startWith(t, map[string]any{"maxOpen": 1000}, provider.environment())
	const subject, stranger = "somebody", "stranger"
	for _, sub := range []string{subject, stranger} {
		w.owner(sub, "1000000")
	}
	bad := provider.badTokens(subject)
	for key, row := range rows {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			method, path := target(key)
			withdrawalOf := func(owner string) string {
				if row.state == "" {
					return unknownID
				}
				return w.person(owner, funds.RoleUser).in(t).withdrawal(row.state)
			}
			send := func(t *testing.T, header, owner, id string) answer {
				t.Helper()
				headers := http.Header{}
				if header != "" {
					headers.Set("Authorization", header)
				}
				var body any
				if row.body != "" {
					body = filled(row.body, id, owner)
				}
				return send(t, method, w.URL()+filled(path, id, owner), "", body, headers)
			}
			untouched := withdrawalOf(stranger)
			for name, token := range bad {
				status := token.status
				if row.roles == "open" {
					status = http.StatusUnauthorized
				}
				t.Run(name, func(t *testing.T) { row.form.refuses(send(t, token.header, stranger, untouched), status) })
			}
			claims := row.claims()
			for role, may := range map[string]access{"user": row.user, "admin": row.admin, "service": row.service} {
				for owner, status := range map[string]int{subject: may.own, stranger: may.other} {
					if status == 0 {
						continue
					}
					t.Run(role+" about "+owner, func(t *testing.T) {
						got := send(t, "Bearer "+provider.token(subject, role, claims), owner, withdrawalOf(owner))
						if status == ok {
							row.form.accepts(got)
						} else {
							row.form.refuses(got, status)
						}
					})
				}
			}
		})
	}
}

// claims are what a token has to say beside its role: the permission to change the policy, or webhooks, comes with no role.
func (r row) claims() map[string]any {
	if !strings.Contains(r.roles, string(funds.PermissionPolicy)) {
		return nil
	}
	return map[string]any{"perms": funds.AllPermissions()}
}

func TestAnothersWithdrawalAnswersAsAnUnknownOne(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	mine, other := w.user("1000"), w.user("1000")
	for _, state := range []funds.State{funds.StatePending, funds.StateProcessing, funds.StateCompleted} {
		unknown := mine.post("/api/withdrawal/check", map[string]string{"id": unknownID}).want(notFound)
		another := mine.post("/api/withdrawal/check", map[string]string{"id": other.withdrawal(state)}).want(notFound)
		if another.Raw != unknown.Raw {
			t.Errorf("a %s one of another's: %s, an unknown one: %s", state, another.Raw, unknown.Raw)
		}
		for _, header := range []string{"Content-Type", "Content-Length", "Cache-Control"} {
			if another.Header.Get(header) != unknown.Header.Get(header) {
				t.Errorf("%s differs: %q and %q", header, another.Header.Get(header), unknown.Header.Get(header))
			}
		}
	}
}

func TestNamingAnotherUserWidensNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	mine, other := w.user("1000"), w.user("1000")
	id := mine.ask()
	other.ask()
	names := url.Values{}
	for _, name := range []string{"uid", "userID", "userId", "user_id", "sub", "escortId"} {
		names.Set(name, other.sub)
	}
	for key, row := range rows {
		method, path := target(key)
		if row.roles != "user" || method != http.MethodGet {
			continue
		}
		path = filled(path, id, mine.sub)
		query := maps.Clone(names)
		if _, shared := rows[key+"?uid"]; shared {
			query.Del("uid") // with it, it is the other contract's
		}
		plain, named := mine.get(path).want(ok), mine.get(path+"?"+query.Encode()).want(ok)
		if diff := cmp.Diff(plain.Raw, named.Raw); diff != "" {
			t.Errorf("%s with another's name answers (+) what it does not without (-):\n%s", key, diff)
		}
	}
	before := other.get("/api/wallet").Raw
	for path, body := range map[string]string{
		"/api/wallet/withdraw": `{"amount":1,"method":"wechat","account":"13800001111","uid":"X","userID":"X","userId":"X"}`,
		"/api/withdrawal":      `{"amount":1,"type":"MVola","targetAccount":"0387222126","uid":"X","userID":"X","userId":"X"}`,
	} {
		mine.post(path, strings.ReplaceAll(body, "X", other.sub)).want(ok)
	}
	if after := other.get("/api/wallet").Raw; after != before {
		t.Errorf("the other's wallet was %s and is %s", before, after)
	}
	if total := mine.get("/api/wallet/withdrawals").at("data.pagination.total"); total != json.Number("3") {
		t.Errorf("one and two more are %v", total)
	}
}

func TestTheHeaderXAdminIdMustBeTheTokens(t *testing.T) {
	t.Parallel()
	provider := newIssuer(t)
	w := startWith(t, nil, provider.environment())
	const admin = "admin-x"
	w.eachAdminRoute(func(t *testing.T, row row, ask func(token string, header http.Header) answer) {
		t.Helper()
		token := provider.token(admin, "admin", row.claims())
		with := func(claimed string) answer { return ask(token, http.Header{"X-Admin-Id": {claimed}}) }
		row.form.refuses(with("admin-y"), forbidden)
		row.form.refuses(with(admin+","+admin), forbidden)
		row.form.accepts(with(admin))
	})
}

// eachAdminRoute tries something on each route that admins may call: ask sends its right request, about what it needs, with a
// token and headers.
func (w *world) eachAdminRoute(try func(t *testing.T, row row, ask func(token string, header http.Header) answer)) {
	w.t.Helper()
	user := w.owner("owner", "1000000")
	for key, row := range rows {
		if !strings.Contains(row.roles, string(funds.RoleAdmin)) {
			continue
		}
		w.t.Run(key, func(t *testing.T) {
			t.Parallel()
			method, path := target(key)
			id := unknownID
			if row.state != "" {
				id = user.in(t).withdrawal(row.state)
			}
			try(t, row, func(token string, header http.Header) answer {
				return send(t, method, w.URL()+filled(path, id, user.sub), token, filled(row.body, id, user.sub), header)
			})
		})
	}
}

func TestTheHeaderXAdminNameNeverEntersALine(t *testing.T) {
	t.Parallel()
	provider := newIssuer(t)
	w := startWith(t, nil, provider.environment())
	user := w.owner("owner", "1000000")
	tests := map[string]struct {
		claims map[string]any
		header string
		want   any
	}{
		"where the token has no name":          {nil, "Zhang", nil},
		"where the token has one":              {map[string]any{"name": "李四"}, "Zhang", "李四"},
		"what is no text refuses nothing":      {nil, "%00%E2%80%AE%FF", nil},
		"what is too long refuses nothing":     {nil, strings.Repeat("a", 201), nil},
		"a percent sign alone refuses nothing": {nil, "100%", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := user.in(t).ask()
			token := provider.token("admin-x", "admin", test.claims)
			send(t, http.MethodPost, w.URL()+records+id+"/review", token, `{"action":"approve"}`, http.Header{"X-Admin-Name": {test.header}}).want(ok)
			reader := user.person(helper, funds.RoleAdmin).in(t)
			same(t, "the log's name", test.want, reader.get(records+id+"/logs").want(ok).at("data.1.operatorName"))
			same(t, "the audit log's name", test.want, reader.get("/admin/audit-logs?targetId="+id).want(ok).at("data.data.0.adminName"))
		})
	}
}
