package handover

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"slices"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/payfile"
)

// Cabinet keeps files.
type Cabinet interface {
	// Keep puts a file in its place. The same again is the same file.
	Keep(ctx context.Context, file funds.File, content []byte) error
	// Address lets whoever has it fetch a file that is kept, for some minutes.
	Address(ctx context.Context, file funds.File) (string, error)
}

// Desk writes the files of batches, by the policy of a service.
type Desk struct {
	Files   Cabinet
	Service *flow.Service
}

// Forms are the names of the forms that a batch's file may have.
func Forms() []string { return slices.Sorted(maps.Keys(payfile.Layouts())) }

// Form is a form of a batch's file that is paid from an account, by its id.
func (c Desk) Form(name, account string) (flow.BatchFormat, bool) {
	layout, known := payfile.Layouts()[name]
	most := layout.MaxRows
	if most == 0 {
		most = payfile.MaxRows
	}
	return flow.BatchFormat{Name: name, Most: int64(most), Lack: func(w funds.Withdrawal) error {
		for _, fault := range layout.Check(c.batch(funds.Batch{ID: funds.NewBatchID(funds.Act{At: w.CreatedAt}), Account: account, CreatedAt: w.CreatedAt}, w)) {
			return fault.Err
		}
		return nil
	}}, known
}

// batch is a batch as its file shows it.
func (c Desk) batch(b funds.Batch, rows ...funds.Withdrawal) payfile.Batch {
	policy := c.Service.Policy
	account := funds.PayingAccount{ID: b.Account}
	if id, err := policy.AccountByHand(b.Account); err == nil {
		if configured, has := policy.Account(id); has {
			account = configured
		}
	}
	shown := payfile.Batch{ID: string(b.ID), At: b.CreatedAt, Day: policy.Day(c.Service.Now()), Account: account}
	for _, w := range rows {
		shown.Rows = append(shown.Rows, payfile.Row{ID: w.ID, Amount: w.Net(), To: w.Target})
	}
	return shown
}

// Link lets whoever has it fetch the file of a batch, for some minutes.
func (c Desk) Link(ctx context.Context, b funds.Batch) (string, error) {
	return c.Files.Address(ctx, FileOf(b))
}

// Write is [flow.BatchFiles]'s.
func (c Desk) Write(ctx context.Context, b funds.Batch, rows iter.Seq2[funds.Withdrawal, error]) (funds.FilePrint, error) {
	var all []funds.Withdrawal
	for row, err := range rows {
		if err != nil {
			return funds.FilePrint{}, err
		}
		all = append(all, row)
	}
	var content bytes.Buffer
	if err := payfile.Layouts()[b.Format].Write(&content, c.batch(b, all...)); err != nil {
		return funds.FilePrint{}, err //nolint:wrapcheck // a refusal as it is
	}
	sum := sha256.Sum256(content.Bytes())
	b.File = funds.FilePrint{SHA256: string(sum[:]), Bytes: int64(content.Len())}
	return b.File, c.Files.Keep(ctx, FileOf(b), content.Bytes())
}

// FileOf is where a batch's file is: under its hash, so that another file never takes its place.
func FileOf(b funds.Batch) funds.File {
	extension, media := "csv", "text/csv"
	switch payfile.Layouts()[b.Format].Format {
	case payfile.FormatXLSX:
		extension, media = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case payfile.FormatMessage:
		extension, media = "xml", "application/xml"
	case payfile.FormatCSV:
	}
	return funds.File{
		Key:  "batches/" + string(b.ID) + "/" + hex.EncodeToString([]byte(b.File.SHA256)) + "." + extension,
		Name: string(b.ID) + "." + extension, Type: media,
	}
}
