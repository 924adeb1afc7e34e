package list_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

func export(ctx context.Context, s *list.Service, filter funds.Filter, file *rows) error {
	_, err := s.Export(ctx, flowtest.Helper, list.Export{Filter: filter, Format: "csv", Begin: func() (list.ExportFile, error) { return file, nil }})
	return err
}

func TestAnExportThatCannotBeWrittenIsNone(t *testing.T) {
	t.Parallel()
	h, withdrawals, _ := furnished(t)
	full := errors.New("full")
	for failAt := 1; failAt <= len(withdrawals); failAt++ {
		file := &rows{failAt: failAt, broken: full}
		if err := export(t.Context(), h.Lists, funds.Filter{}, file); !errors.Is(err, full) || file.closed != 1 {
			t.Errorf("row %d: %v, closed %d times", failAt, err, file.closed)
		}
	}
	_, err := h.Lists.Export(t.Context(), flowtest.Helper, list.Export{Begin: func() (list.ExportFile, error) { return nil, full }})
	if !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	if lines := h.Audits("export"); len(lines) != 0 {
		t.Errorf("they left %+v", lines)
	}
}

func TestWhatCannotBeExportedInTimeIsRefused(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	huge := *h.Lists
	most := funds.Amount(5)
	for name, test := range map[string]struct {
		counted int64
		filter  funds.Filter
		refused bool
	}{
		"as many as can be":               {list.MaxExportRows*10/11 - 2, funds.Filter{}, false},
		"one second more":                 {list.MaxExportRows * 10 / 11 * 26 / 25, funds.Filter{}, true},
		"by an amount, looked through":    {list.MaxExportRows * 9, funds.Filter{Max: &most}, false},
		"by an amount, too many of them":  {list.MaxExportRows * 11, funds.Filter{Max: &most}, true},
		"by a user, who is looked up":     {list.MaxExportRows * 100, funds.Filter{Keyword: "u1"}, false},
		"of days that there is little on": {list.MaxExportRows * 100, funds.Filter{From: time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)}, false},
	} {
		huge.Store = counters{h.Lists.Store, map[string]int64{"2025-01-01": test.counted / 2, "2025-02-01": test.counted / 2, "2025-03-03": 1}}
		err := export(t.Context(), &huge, test.filter, &rows{})
		if (funds.CodeOf(err) == funds.CodeInvalid) != test.refused || (err != nil) != test.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
