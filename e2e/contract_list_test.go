package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// list is a paged list of withdrawals: where its rows and its total are.
type list struct {
	by          *person
	path        string
	rows, total string
}

// page reads one page's ids and the total.
func (l list) page(t *testing.T, number, size int) (ids []string, total int) {
	t.Helper()
	a := l.by.in(t).get(fmt.Sprintf("%s?page=%d&pageSize=%d", l.path, number, size)).want(ok)
	for _, row := range a.at(l.rows).([]any) {
		ids = append(ids, row.(map[string]any)["id"].(string))
	}
	n, err := a.at(l.total).(json.Number).Int64()
	if err != nil {
		t.Fatal(err)
	}
	return ids, int(n)
}

func TestPagesNeitherOverlapNorSkipAndAreNewestFirst(t *testing.T) {
	t.Parallel()
	const many = 25
	w := start(t, nil)
	mine, other, admin := w.owner("mine", "100000"), w.owner("other", "100000"), w.person(helper, funds.RoleAdmin)
	lists := map[string]list{
		"wallet":             {mine, "/api/wallet/withdrawals", "data.withdrawals", "data.pagination.total"},
		"merchant":           {mine, "/api/withdrawal", "data.orders", "data.pagination.total"},
		"wallet for admins":  {admin, "/api/admin/withdrawals", "data.withdrawals", "data.pagination.total"},
		"console for admins": {admin, "/admin/escorts/withdraw-records", "data.data", "data.total"},
	}
	var own, all []string // newest first
	for i := range many {
		id := mine.ask()
		own, all = slices.Insert(own, 0, id), slices.Insert(all, 0, id)
		for name, l := range lists {
			if rows, _ := l.page(t, 1, 1); !slices.Equal(rows, []string{id}) {
				t.Fatalf("%s shows %v right after %s was made", name, rows, id)
			}
		}
		if i%5 == 0 {
			all = slices.Insert(all, 0, other.ask())
		}
	}
	for name, l := range lists {
		want := own
		if l.by == admin {
			want = all
		}
		for _, size := range []int{1, 7, 10, 100} {
			t.Run(fmt.Sprintf("%s by %d", name, size), func(t *testing.T) {
				t.Parallel()
				var got []string
				for number := 1; ; number++ {
					rows, total := l.page(t, number, size)
					if total != len(want) {
						t.Errorf("page %d: a total of %d, want %d", number, total, len(want))
					}
					if len(rows) == 0 || number > len(want) {
						break
					}
					if full := min(size, len(want)-len(got)); len(rows) != full {
						t.Errorf("page %d has %d rows, want %d", number, len(rows), full)
					}
					got = append(got, rows...)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("the pages (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestTheTotalPagesAreWhatTheRowsFill(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "1000")
	for range 5 {
		u.ask()
	}
	for size, want := range map[int]string{1: "5", 2: "3", 5: "1", 6: "1"} {
		for _, path := range []string{"/api/wallet/withdrawals", "/api/withdrawal", "/api/wallet/transactions?type=freeze"} {
			joint := "?"
			if strings.Contains(path, joint) {
				joint = "&"
			}
			got := u.do(http.MethodGet, fmt.Sprintf("%s%spageSize=%d", path, joint, size), nil, nil).want(ok)
			if got.at("data.pagination.totalPages") != json.Number(want) {
				t.Errorf("%s by %d: %s", path, size, got.Raw)
			}
		}
	}
}
