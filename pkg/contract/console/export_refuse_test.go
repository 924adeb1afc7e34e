package console

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// manyRows is a store of more rows than a test would make in a table.
type manyRows struct {
	flow.Store
	rows   int
	broken error // what a commit ends in

	read    int
	audited []funds.AuditRecord
}

func (m *manyRows) Find(context.Context, funds.Filter) ([]funds.ID, error) {
	return make([]funds.ID, m.rows), nil
}

func (m *manyRows) Withdrawals(_ context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	m.read += len(ids)
	return slices.Repeat([]funds.Withdrawal{{State: funds.StatePending}}, len(ids)), nil
}

func (m *manyRows) Wallets(context.Context, []string) (map[string]funds.Wallet, error) {
	return nil, nil //nolint:nilnil // nobody has a wallet
}

func (m *manyRows) Commit(_ context.Context, change funds.Change) error {
	if m.broken != nil {
		return m.broken
	}
	m.audited = append(m.audited, *change.Audit)
	return nil
}

// exported is what the handler answers where each file is as large as given.
func exported(t *testing.T, store *manyRows, fileBytes int) (edge.Response, error) {
	t.Helper()
	service := &flow.Service{
		Store: store, Policy: filterPolicy(), Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
	file := func([]string, [][]any) ([]byte, error) { return []byte(strings.Repeat("a", fileBytes)), nil }
	request := asking("/export?status=pending")
	request.Caller = identity.Caller{Sub: "admin-1", Role: funds.RoleAdmin, Name: "张三"}
	return export(service, Encoders{CSV: file, XLSX: file})(t.Context(), request)
}

func TestAnExportThatDoesNotFitIsRefusedAndLeavesNoRecord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows, fileBytes int
		read            int // rows, before it is refused
	}{
		"one row too many":  {maxExportRows + 1, 0, 0},
		"one byte too much": {5, contract.MaxAnswerBytes - 1, 5}, // a text has quotes around it
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &manyRows{rows: test.rows}
			_, err := exported(t, store, test.fileBytes)
			var refused *funds.Error
			if !errors.As(err, &refused) || refused.Code != funds.CodeInvalid || !strings.Contains(refused.Message, "请缩小筛选范围") {
				t.Errorf("got %v, want a refusal that asks for less", err)
			}
			if store.read != test.read || len(store.audited) != 0 {
				t.Errorf("%d rows read, %d records written", store.read, len(store.audited))
			}
		})
	}
}

func TestAnExportThatJustFitsLeavesItsRecord(t *testing.T) {
	t.Parallel()
	store := &manyRows{rows: maxExportRows}
	answer, err := exported(t, store, contract.MaxAnswerBytes-2)
	if err != nil || len(answer.Body) != contract.MaxAnswerBytes-2 || len(store.audited) != 1 {
		t.Fatalf("%d bytes, %d records, %v", len(answer.Body), len(store.audited), err)
	}
	record := store.audited[0]
	if record.Module != "withdraw" || record.Action != "export" || record.Detail != `{"count":20000,"format":"csv"}` ||
		record.Filters != `{"status":"pending"}` || record.Actor.ID != "admin-1" || record.Actor.Name != "张三" {
		t.Errorf("%+v", record)
	}
}

func TestWithoutItsRecordThereIsNoExport(t *testing.T) {
	t.Parallel()
	answer, err := exported(t, &manyRows{rows: 1, broken: funds.ErrBusy}, 10)
	if !errors.Is(err, funds.ErrBusy) || answer.Body != nil {
		t.Errorf("got %d bytes, %v", len(answer.Body), err)
	}
}
