package list

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Export is an admin's request to take away all that a filter matches.
type Export struct {
	Filter funds.Filter
	Given  map[string]string // the filters as they were given, by name, for the audit
	Format string
	// ByPayout says that the filter's days are those of the payout: what was paid on them, oldest first, each with all that
	// is stored of it.
	ByPayout bool
	// Begin starts the file. It is not called where the export is refused.
	Begin func() (ExportFile, error)
}

// ExportFile takes an export's rows.
type ExportFile interface {
	Row(Record) error
	// Close ends the table after the last row.
	Close() error
}

const (
	// ExportTime is how long an export may take: an answer has 30 s.
	ExportTime = 25 * time.Second

	// What a function surely reads and writes in a second: rows, and entries of the indexes. docs/benchmarks.md
	// says what was measured.
	exportRowsASecond    = 8_000
	exportEntriesASecond = 80_000

	exportSpan     = 5_000 // entries of a span, which are listed together
	exportSpans    = 4     // how many spans are listed at once
	exportBatch    = 200   // rows of a batch, which are read together
	exportBatches  = 8     // how many batches are read at once
	exportedOwners = 5_000 // owners that are remembered
)

// MaxExportRows is how many rows are exported at most.
const MaxExportRows = exportRowsASecond * int64(ExportTime/time.Second)

// Export writes all that matches, newest first, into a file, and then the audit record. Where the record cannot be
// written, it returns an error, and the file must not be handed out. An export that cannot be done within
// [ExportTime], whether the counters foretell it or it turns out so, is [funds.CodeInvalid].
//
// The CSV order of rows is newest first, in both formats: spans of days one after the other, each listed newest first.
func (s *Service) Export(ctx context.Context, actor funds.Actor, export Export) (rows int64, err error) {
	act, err := s.act(actor)
	if err != nil {
		return 0, err
	}
	var spans []funds.Filter
	if !export.ByPayout {
		if spans, err = s.spans(ctx, export.Filter); err != nil {
			return 0, err
		}
	}
	hurried, cancel := context.WithTimeout(ctx, ExportTime)
	defer cancel()
	listed, read := inOrder(hurried, exportSpans, withoutErrors(spans), s.Store.Find), exportReader{service: s, filter: export.Filter, read: s.Store.ListedWithdrawals}
	if export.ByPayout {
		listed = s.paid(hurried, export.Filter.From, export.Filter.Until)
		read.filter.From, read.filter.Until, read.read = time.Time{}, time.Time{}, s.withTheirPayers
	}
	rows, err = exportRows(hurried, batches(listed), &read, export)
	if errors.Is(hurried.Err(), context.DeadlineExceeded) {
		err = tooMany(rows)
	}
	if err != nil {
		return rows, err
	}
	return rows, s.Audit.RecordAudit(ctx, funds.Exported(act, rows, export.Format, export.Given))
}

// exportRows writes what is listed and matches, in its order, and counts it.
func exportRows(ctx context.Context, listed iter.Seq2[[]funds.ID, error], read *exportReader, export Export) (rows int64, err error) {
	file, err := export.Begin()
	if err != nil {
		return 0, err
	}
	for records, err := range inOrder(ctx, exportBatches, listed, read.batch) {
		if err != nil {
			return rows, errors.Join(err, file.Close())
		}
		for _, record := range records {
			if rows++; rows > MaxExportRows {
				return rows, errors.Join(tooMany(rows), file.Close())
			}
			if err := file.Row(record); err != nil {
				return rows, errors.Join(err, file.Close())
			}
		}
	}
	return rows, file.Close()
}

// ReasonExportTooLarge says that Count rows match, or more, which takes longer than Wait.
const ReasonExportTooLarge funds.Reason = "export_too_large"

func tooMany(rows int64) error {
	return funds.Invalid("", ReasonExportTooLarge).About(funds.Facts{Count: rows, Wait: ExportTime})
}

func withoutErrors[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// batches divides lists of ids into some that are read at once.
func batches(lists iter.Seq2[[]funds.ID, error]) iter.Seq2[[]funds.ID, error] {
	return func(yield func([]funds.ID, error) bool) {
		for ids, err := range lists {
			if err != nil {
				yield(nil, err)
				return
			}
			for batch := range slices.Chunk(ids, exportBatch) {
				if !yield(batch, nil) {
					return
				}
			}
		}
	}
}

// exportReader reads rows with their owners, whom it remembers: users come again.
type exportReader struct {
	service *Service
	filter  funds.Filter
	read    func(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)

	mu     sync.Mutex
	owners map[string]funds.Wallet
}

// batch reads withdrawals, and keeps those that the filter still matches.
func (e *exportReader) batch(ctx context.Context, ids []funds.ID) ([]Record, error) {
	withdrawals, err := e.read(ctx, ids)
	if err != nil {
		return nil, err
	}
	owners, unknown := e.known(withdrawals)
	wallets, err := e.service.Store.Owners(ctx, unknown)
	if err != nil {
		return nil, err
	}
	e.remember(wallets)
	records := make([]Record, 0, len(withdrawals))
	for _, withdrawal := range withdrawals {
		wallet, ok := owners[withdrawal.UserID]
		if !ok {
			wallet = wallets[withdrawal.UserID]
		}
		if e.filter.Matches(withdrawal, wallet) {
			records = append(records, Record{withdrawal, wallet})
		}
	}
	return records, nil
}

func (e *exportReader) known(withdrawals []funds.Withdrawal) (owners map[string]funds.Wallet, unknown []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	owners = map[string]funds.Wallet{}
	for _, withdrawal := range withdrawals {
		if wallet, ok := e.owners[withdrawal.UserID]; ok {
			owners[withdrawal.UserID] = wallet
		} else {
			unknown = append(unknown, withdrawal.UserID)
		}
	}
	return owners, unknown
}

func (e *exportReader) remember(wallets map[string]funds.Wallet) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owners == nil || len(e.owners)+len(wallets) > exportedOwners {
		e.owners = map[string]funds.Wallet{}
	}
	for userID, wallet := range wallets {
		e.owners[userID] = wallet
	}
}
