package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// needed are the permissions that a row's route asks of an admin: all of some, or one of some.
func (r row) needed() (all, oneOf []string) {
	for _, word := range strings.Fields(r.roles)[1:] {
		if strings.Contains(word, "|") {
			oneOf = strings.Split(word, "|")
		} else {
			all = strings.Split(word, "+")
		}
	}
	return all, oneOf
}

// TestAnAdminMayDoWhatTheirPermissionsSay sends each route's right request with exactly what it needs, and with all else.
func TestAnAdminMayDoWhatTheirPermissionsSay(t *testing.T) {
	t.Parallel()
	provider := newIssuer(t)
	w := startWith(t, nil, provider.environment())
	w.eachAdminRoute(func(t *testing.T, row row, ask func(token string, header http.Header) answer) {
		t.Helper()
		with := func(perms any) answer {
			return ask(provider.token("admin-x", "admin", map[string]any{"perms": perms}), http.Header{})
		}
		all, oneOf := row.needed()
		for _, lacking := range all {
			others := slices.DeleteFunc(funds.AllPermissions(), func(p funds.Permission) bool { return string(p) == lacking })
			refused := with(others)
			row.form.refuses(refused, forbidden)
			same(t, "the reason", any("permission_missing"), refused.at("reason"))
			same(t, "what is missing", any(lacking), refused.at("args.options"))
		}
		if len(all)+len(oneOf) > 0 {
			row.form.refuses(with([]string{}), forbidden)
			row.form.refuses(with(append(slices.Clone(all), "everything")), forbidden)
		}
		row.form.accepts(with(append(slices.Clone(all), oneOf...)))
	})
}
