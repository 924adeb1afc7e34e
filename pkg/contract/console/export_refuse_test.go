package console

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
)

// manyRows is a store of more rows than a test would make in a table, all of one day.
type manyRows struct {
	list.Store
	counted int64 // what the counters say
	rows    int
	broken  error // what keeping a record ends in

	listed, read atomic.Int64
	audited      []funds.AuditRecord
}

func (m *manyRows) LiveGeneration(context.Context) (int64, error) { return 0, nil }

func (m *manyRows) Nodes(_ context.Context, _ int64, parent, _, _ string) ([]count.Child, error) {
	counts := count.Counts{{State: funds.StatePending, Method: funds.MethodBank}: {Count: m.counted, Amount: 1}}
	return []count.Child{{Name: map[string]string{"ALL": "2025-01", "2025-01": "2025-01-20"}[parent], Counts: counts}}, nil
}

func (m *manyRows) Find(_ context.Context, filter funds.Filter) ([]funds.ID, error) {
	m.listed.Add(1)
	if !filter.Until.IsZero() && filter.From.IsZero() {
		return nil, nil // before the day
	}
	return make([]funds.ID, m.rows), nil
}

func (m *manyRows) ListedWithdrawals(_ context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	m.read.Add(int64(len(ids)))
	return slices.Repeat([]funds.Withdrawal{{State: funds.StatePending, CreatedAt: time.Date(2025, 1, 20, 12, 0, 0, 0, time.UTC)}}, len(ids)), nil
}

func (m *manyRows) Owners(context.Context, []string) (map[string]funds.Wallet, error) {
	return nil, nil //nolint:nilnil // nobody has a wallet
}

func (m *manyRows) RecordAudit(_ context.Context, record funds.AuditRecord) error {
	if m.broken != nil {
		return m.broken
	}
	m.audited = append(m.audited, record)
	return nil
}

// someFile is an export's file; elsewhere says that it does not hold its bytes itself.
type someFile struct {
	bytes.Buffer
	elsewhere            bool
	published, discarded bool
}

func (f *someFile) Bytes() []byte {
	if f.elsewhere {
		return nil
	}
	return f.Buffer.Bytes()
}

func (f *someFile) Publish() (string, error) {
	f.published = true
	return "https://files.example/x?signed", nil
}

func (f *someFile) Discard() { f.discarded = true }

// sized is a table in which each row takes a given number of bytes.
type sized struct {
	to       io.Writer
	rowBytes int
}

func (s sized) Row([]any) error {
	_, err := io.WriteString(s.to, strings.Repeat("a", s.rowBytes))
	return err
}
func (sized) Close() error { return nil }

// exporting is what the handler answers where each row takes a given number of bytes.
func exporting(t *testing.T, store *manyRows, file *someFile, rowBytes int, accept string) (edge.Response, error) {
	t.Helper()
	lists := &list.Service{Store: store, Audit: store, Policy: filterPolicy(), Now: time.Now, Random: rand.Reader}
	begin := func(to io.Writer, _ []string) (ExportTable, error) { return sized{to, rowBytes}, nil }
	request := asking("/export?status=pending")
	request.HTTP.Header.Set("Accept", accept)
	request.Caller = identity.Caller{Sub: "admin-1", Role: funds.RoleAdmin, Name: "张三"}
	return export(lists, ExportParts{CSV: begin, XLSX: begin, File: func(context.Context, FileMeta) ExportFile { return file }})(t.Context(), request)
}

func TestWhatCannotBeExportedInTimeIsRefusedBeforeAnyWork(t *testing.T) {
	t.Parallel()
	store, file := &manyRows{counted: list.MaxExportRows, rows: 5}, &someFile{}
	_, err := exporting(t, store, file, 1, "")
	wantsLess(t, err)
	if store.listed.Load() != 0 || store.read.Load() != 0 || len(store.audited) != 0 || file.Len() != 0 {
		t.Errorf("%d lists, %d rows, %d records, %d bytes", store.listed.Load(), store.read.Load(), len(store.audited), file.Len())
	}
}

func TestMoreRowsThanTheCountersSayAreRefusedWhereTheyAreTooMany(t *testing.T) {
	t.Parallel()
	store, file := &manyRows{counted: 10, rows: int(list.MaxExportRows) + 1}, &someFile{}
	_, err := exporting(t, store, file, 0, "")
	wantsLess(t, err)
	if len(store.audited) != 0 || file.published || !file.discarded {
		t.Errorf("%d records, published: %v, discarded: %v", len(store.audited), file.published, file.discarded)
	}
}

func wantsLess(t *testing.T, err error) {
	t.Helper()
	var refused *funds.Error
	if !errors.As(err, &refused) || refused.Code != funds.CodeInvalid || refused.Reason != list.ReasonExportTooLarge {
		t.Errorf("got %v, want a refusal that asks for less", err)
	}
}

func TestASmallExportIsTheAnswerAndALargeOneIsElsewhere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bytes     int
		elsewhere bool
		accept    string
		answered  bool
	}{
		"as much as is answered":   {bytes: maxExportBytes, answered: true},
		"a byte more":              {bytes: maxExportBytes + 1},
		"partly elsewhere already": {bytes: 1, elsewhere: true},
		"for a page":               {bytes: maxExportBytes + 1, accept: "application/json"},
		"a small one for a page":   {bytes: 1, accept: "application/json", answered: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, file := &manyRows{counted: 1, rows: 1}, &someFile{elsewhere: test.elsewhere}
			answer, err := exporting(t, store, file, test.bytes, test.accept)
			if err != nil || len(store.audited) != 1 || !file.discarded {
				t.Fatalf("%d records, discarded: %v, %v", len(store.audited), file.discarded, err)
			}
			if file.published == test.answered || (len(answer.Body) == test.bytes) != test.answered {
				t.Errorf("published: %v, %d bytes answered", file.published, len(answer.Body))
			}
			switch {
			case test.answered:
			case test.accept != "":
				if answer.JSON == nil || answer.Header.Get("Location") != "" {
					t.Errorf("%+v, want the address as JSON", answer)
				}
			case answer.Status != http.StatusFound || answer.Header.Get("Location") != "https://files.example/x?signed":
				t.Errorf("%+v, want a redirect", answer)
			}
		})
	}
}

func TestAnExportLeavesItsRecord(t *testing.T) {
	t.Parallel()
	store := &manyRows{counted: 3000, rows: 3000}
	if _, err := exporting(t, store, &someFile{}, 1, ""); err != nil || len(store.audited) != 1 {
		t.Fatalf("%d records, %v", len(store.audited), err)
	}
	record := store.audited[0]
	if record.Module != "withdraw" || record.Action != "export" || record.Detail != `{"count":3000,"format":"csv"}` ||
		record.Filters != `{"status":"pending"}` || record.Actor.ID != "admin-1" || record.Actor.Name != "张三" {
		t.Errorf("%+v", record)
	}
}

func TestWithoutItsRecordThereIsNoExport(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []bool{false, true} {
		file := &someFile{elsewhere: elsewhere}
		answer, err := exporting(t, &manyRows{rows: 1, broken: funds.ErrBusy}, file, 10, "")
		if !errors.Is(err, funds.ErrBusy) || answer.Body != nil || file.published || !file.discarded {
			t.Errorf("got %d bytes, published: %v, discarded: %v, %v", len(answer.Body), file.published, file.discarded, err)
		}
	}
}
