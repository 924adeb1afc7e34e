package console

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAFilterIsServedOrRefusedNeverIgnored(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query string
		want  []funds.State
		field string // at fault; empty where the filter is served
	}{
		"no filter":                     {"", nil, ""},
		"one status":                    {"?status=approved", []funds.State{funds.StateApproved}, ""},
		"a status that two states have": {"?status=rejected", []funds.State{funds.StateRejected, funds.StateCancelled}, ""},
		"an unknown status":             {"?status=cancelled", nil, "status"},
		"two statuses":                  {"?status=pending&status=failed", nil, "status"},
		"an empty filter":               {"?keyword=&status=", nil, ""},
		"by method":                     {"?method=bank", nil, "method"},
		"from a day":                    {"?startAt=2025-01-01", nil, "startAt"},
		"to a day":                      {"?endAt=2025-01-01", nil, "endAt"},
		"from an amount":                {"?minAmount=1", nil, "minAmount"},
		"to an amount":                  {"?maxAmount=1", nil, "maxAmount"},
		"by keyword":                    {"?keyword=CLX&status=pending", nil, "keyword"},
		"what needs attention":          {"?needsAttention=true", nil, "needsAttention"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			states, err := filterOf(&edge.Request{HTTP: httptest.NewRequest(http.MethodGet, recordsPath+test.query, nil)})
			if diff := cmp.Diff(test.want, states); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
			switch {
			case test.field == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.field != "" && !errors.Is(err, funds.Invalid(test.field, "")):
				t.Errorf("got %v, want the field %s named", err, test.field)
			}
		})
	}
}
