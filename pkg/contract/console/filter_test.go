package console

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// zone is the business time zone of these tests.
var zone = time.FixedZone("UTC+8", 8*60*60)

func filterPolicy() funds.Policy {
	return funds.Policy{Zone: zone, ByHand: []funds.Method{"cash"}, Channels: []funds.Channel{
		{Method: "MVola", Name: "MVola 钱包"}, {Method: "wallet1", Name: "钱包"}, {Method: "wallet2", Name: "钱包"}, {Method: funds.MethodBank, Name: "代付"},
	}}
}

func asking(query string) *edge.Request {
	return &edge.Request{HTTP: httptest.NewRequest(http.MethodGet, recordsPath+query, nil)}
}

// read reads the filters where there are rows of two methods that the policy no longer knows.
func read(r *edge.Request) (funds.Filter, map[string]string, error) {
	in := &edge.Input{Request: r}
	f := filtersOf(in, filterPolicy())
	f.counted = func() ([]funds.Method, error) { return append(f.policy.Methods(), "Orange", "Airtel"), nil }
	filter, given := f.filter()
	return filter, given, in.Err()
}

func TestFiltersAreRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query string
		want  funds.Filter
	}{
		"no filter":                       {"", funds.Filter{}},
		"empty ones":                      {"?status=&method=&startAt=&endAt=&minAmount=&maxAmount=&keyword=&needsAttention=", funds.Filter{}},
		"what is no filter is ignored":    {"?page=2&pageSize=50&order=amount", funds.Filter{}},
		"one status":                      {"?status=approved", funds.Filter{States: []funds.State{funds.StateApproved}}},
		"a status that two states have":   {"?status=rejected", funds.Filter{States: []funds.State{funds.StateRejected, funds.StateCancelled}}},
		"a method of the document":        {"?method=bank", funds.Filter{Methods: []funds.Method{funds.MethodBank}}},
		"a channel":                       {"?method=MVola", funds.Filter{Methods: []funds.Method{"MVola"}}},
		"a channel by its name":           {"?method=MVola%20%E9%92%B1%E5%8C%85", funds.Filter{Methods: []funds.Method{"MVola"}}},
		"a name that two channels have":   {"?method=%E9%92%B1%E5%8C%85", funds.Filter{Methods: []funds.Method{"wallet1", "wallet2"}}},
		"a channel that is gone":          {"?method=Orange", funds.Filter{Methods: []funds.Method{"Orange"}}},
		"what is paid by hand":            {"?method=cash", funds.Filter{Methods: []funds.Method{"cash"}}},
		"from a day's first moment":       {"?startAt=2025-01-01", funds.Filter{From: time.Date(2024, 12, 31, 16, 0, 0, 0, time.UTC)}},
		"to the end of a day":             {"?endAt=2025-01-31", funds.Filter{Until: time.Date(2025, 1, 31, 16, 0, 0, 0, time.UTC)}},
		"one day":                         {"?startAt=2024-02-29&endAt=2024-02-29", funds.Filter{From: time.Date(2024, 2, 28, 16, 0, 0, 0, time.UTC), Until: time.Date(2024, 2, 29, 16, 0, 0, 0, time.UTC)}},
		"from an amount":                  {"?minAmount=1.5", funds.Filter{Min: 150}},
		"to an amount":                    {"?maxAmount=100", funds.Filter{Max: new(funds.Amount(10000))}},
		"to nothing":                      {"?maxAmount=0", funds.Filter{Max: new(funds.Amount(0))}},
		"one amount":                      {"?minAmount=1e2&maxAmount=100.00", funds.Filter{Min: 10000, Max: new(funds.Amount(10000))}},
		"a keyword":                       {"?keyword=clx12345", funds.Filter{Keyword: "clx12345"}},
		"a keyword with space around it":  {"?keyword=%20u1%20", funds.Filter{Keyword: "u1"}},
		"what waits for an admin":         {"?needsAttention=true", funds.Filter{Attention: new(true)}},
		"what does not wait for an admin": {"?needsAttention=false", funds.Filter{Attention: new(false)}},
		"all filters": {
			"?status=pending&method=alipay&startAt=2025-01-01&endAt=2025-01-01&minAmount=0&maxAmount=0.01&keyword=u1&needsAttention=true",
			funds.Filter{
				States: []funds.State{funds.StatePending}, Methods: []funds.Method{funds.MethodAlipay},
				From: time.Date(2024, 12, 31, 16, 0, 0, 0, time.UTC), Until: time.Date(2025, 1, 1, 16, 0, 0, 0, time.UTC),
				Max: new(funds.Amount(1)), Keyword: "u1", Attention: new(true),
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, err := read(asking(test.query))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAWrongFilterIsNamed(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"status":         {"status=cancelled", "status=PENDING", "status=pending,failed", "status=pending&status=failed"},
		"method":         {"method=bank_card", "method=BANK", "method=%E9%93%B6%E8%A1%8C%E5%8D%A1", "method=%E4%BB%A3%E4%BB%98%20", "method=bank&method=bank"},
		"startAt":        {"startAt=2025-13-01", "startAt=2025-02-29", "startAt=2025-1-1", "startAt=2025-01-01T00:00:00Z", "startAt=20250101", "startAt=today", "startAt=2025-01-02&endAt=2025-01-01", "startAt=2025-01-01&startAt=2025-01-01"},
		"endAt":          {"endAt=2025-00-01", "endAt=%202025-01-01", "endAt=1735689600000", "endAt=2025-01-01&endAt=2025-01-02"},
		"minAmount":      {"minAmount=abc", "minAmount=0.001", "minAmount=-1", "minAmount=1e400", "minAmount=2&maxAmount=1", "minAmount=1%2C000", "minAmount=1&minAmount=1"},
		"maxAmount":      {"maxAmount=NaN", "maxAmount=-0.01", "maxAmount=%2B1", "maxAmount=99999999999999999999", "maxAmount=1&maxAmount=2"},
		"keyword":        {"keyword=%20", "keyword=%E3%80%80", "keyword=%00", "keyword=%FF", "keyword=a&keyword=b"},
		"needsAttention": {"needsAttention=1", "needsAttention=TRUE", "needsAttention=yes", "needsAttention=true&needsAttention=true"},
		"query":          {"keyword=%zz", "status=pending;method=bank"},
	}
	for field, queries := range tests {
		for _, query := range queries {
			t.Run(query, func(t *testing.T) {
				t.Parallel()
				if _, _, err := read(asking("?" + query)); !errors.Is(err, funds.Invalid(field, "")) {
					t.Errorf("got %v, want %s named", err, field)
				}
			})
		}
	}
}

func TestWhatWasGivenIsKept(t *testing.T) {
	t.Parallel()
	_, got, err := read(asking("?status=rejected&minAmount=1e2&keyword=%20u1&page=3&format=csv&endAt="))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"status": "rejected", "minAmount": "1e2", "keyword": "u1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
