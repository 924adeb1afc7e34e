package job

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Tables begin a file with one table, in each format that there is.
type Tables struct {
	CSV, XLSX func(to io.Writer, header []string) (Table, error)
}

// Table is such a file while it is written. A cell is a string, a [funds.Amount] or a [time.Time].
type Table interface {
	Row(cells []any) error
	// Close writes what is left; the file is whole where it gives no error.
	Close() error
}

// The formats of a table.
const (
	formatCSV, formatXLSX = "csv", "xlsx"
	// maxSheetRows is what a workbook's sheet has, its header included.
	maxSheetRows = 1 << 20
)

// ReasonTooManyRows says that a workbook takes only Maximum rows.
const ReasonTooManyRows funds.Reason = "job_too_many_rows"

// tablePlan checks the format that is asked for, and names the file.
func tablePlan(given map[string]string, name string) (plan Plan, err error) {
	plan = Plan{Given: given}
	switch given["format"] {
	case "":
		given["format"] = formatCSV
		fallthrough
	case formatCSV:
		plan.FileType = "text/csv; charset=utf-8"
	case formatXLSX:
		plan.FileType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	default:
		return Plan{}, funds.NotOneOf("format", formatCSV, formatXLSX)
	}
	plan.FileName = name + "." + given["format"]
	return plan, nil
}

// rows writes cells as the pieces have them: lines of texts that begin with what they are.
type rows struct {
	writer *csv.Writer
	line   []string
}

func newRows(to io.Writer) *rows { return &rows{writer: csv.NewWriter(to)} }

const asText, asAmount, asTime = "s", "a", "t"

// Row is [Table]'s.
func (r *rows) Row(cells []any) error {
	r.line = r.line[:0]
	for _, cell := range cells {
		switch cell := cell.(type) {
		case string:
			r.line = append(r.line, asText+cell)
		case funds.Amount:
			r.line = append(r.line, asAmount+strconv.FormatInt(int64(cell), 10))
		case time.Time:
			text := ""
			if !cell.IsZero() {
				text = strconv.FormatInt(cell.UnixMilli(), 10)
			}
			r.line = append(r.line, asTime+text)
		default:
			return funds.Internal("encode a cell", fmt.Errorf("%T is no cell", cell))
		}
	}
	return r.writer.Write(r.line) //nolint:wrapcheck // it is the file's own
}

// Close is [Table]'s.
func (r *rows) Close() error {
	r.writer.Flush()
	return r.writer.Error() //nolint:wrapcheck // it is the file's own
}

// joinTable makes a table of pieces, in the format that was asked for; times are shown in a zone.
func joinTable(tables Tables, header []string, zone func() *time.Location) func(context.Context, funds.Job, io.Reader, io.Writer) error {
	return func(ctx context.Context, job funds.Job, pieces io.Reader, out io.Writer) error {
		begin := tables.CSV
		if job.Given["format"] == formatXLSX {
			begin = tables.XLSX
			if job.Counts[funds.CountDone] >= maxSheetRows {
				return funds.Refuse(funds.CodeIllegal, ReasonTooManyRows).About(funds.Facts{Maximum: maxSheetRows - 1})
			}
		}
		table, err := begin(out, header)
		if err != nil {
			return err
		}
		return errors.Join(copyRows(ctx, table, pieces, zone()), table.Close())
	}
}

func copyRows(ctx context.Context, table Table, pieces io.Reader, zone *time.Location) error {
	lines := csv.NewReader(pieces)
	lines.ReuseRecord = true
	var cells []any
	for ctx.Err() == nil {
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return funds.Internal("read a piece", err)
		}
		cells = cells[:0]
		for _, text := range line {
			cell, err := cellOf(text, zone)
			if err != nil {
				return funds.Internal("decode a cell", err)
			}
			cells = append(cells, cell)
		}
		if err := table.Row(cells); err != nil {
			return err
		}
	}
	return funds.ErrBusy
}

func cellOf(text string, zone *time.Location) (any, error) {
	kind, value := text[:min(len(text), 1)], text[min(len(text), 1):]
	switch {
	case kind == asText:
		return value, nil
	case kind == asTime && value == "":
		return time.Time{}, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil:
		return nil, err //nolint:wrapcheck // its caller says of what
	case kind == asAmount:
		return funds.Amount(n), nil
	case kind == asTime:
		return time.UnixMilli(n).In(zone), nil
	}
	return nil, fmt.Errorf("%q is no kind of cell", kind)
}
