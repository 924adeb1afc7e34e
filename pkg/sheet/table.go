package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// How much of a file is read.
const (
	MaxFileBytes   = 48 << 20 // as it is stored
	MaxRows        = 200_000  // the empty ones among them
	MaxColumns     = 256
	MaxRowBytes    = 64 << 10 // of a CSV's row; of a workbook's cell
	maxPackedBytes = 1 << 20  // of a workbook's list of parts
	maxOpenedBytes = 48 << 20 // of a workbook's parts that are read, all together
	maxElements    = 1_500_000
	maxNamed       = 10_000   // of a workbook's sheets, formats of its own, and relations
	maxSharedBytes = 24 << 20 // of the texts that a workbook's cells share
	maxDepth       = 32       // of a workbook's elements within each other
)

// Why a file of a table is refused. Each is about the file as a whole; Facts.Line says where, from 1, and Facts.Field
// which column, as spreadsheets name it.
const (
	ReasonFileTooLarge Reason = "file_too_large" // it has more than Maximum MiB, or becomes more when it is opened
	ReasonFileKind     Reason = "file_kind"      // it is something else than one of Options: Text, if that is known
	ReasonFileEncoding Reason = "file_encoding"  // neither UTF-8 nor GB18030
	ReasonFileBroken   Reason = "file_broken"    // it cannot be read further: Text is which part of it is broken
	ReasonFileQuotes   Reason = "file_quotes"    // a quote stands within a text, or none ends it
	ReasonFileLong     Reason = "file_long"      // more than Maximum rows
	ReasonFileWide     Reason = "file_wide"      // more than Maximum columns
	ReasonRowLong      Reason = "row_long"       // a row, or a cell, of more than Maximum KiB
	ReasonFileEmpty    Reason = "file_empty"     // no row says anything
	ReasonFileSheets   Reason = "file_sheets"    // a second sheet, Text, says something too
)

// Why the text of a cell cannot be told. They refuse the cell, and with it the row that needs it.
const (
	ReasonCellFormula Reason = "cell_formula" // it is computed
	ReasonCellLost    Reason = "cell_lost"    // a number of more than 15 digits, or shortened to Text: a spreadsheet has lost the rest
	ReasonCellError   Reason = "cell_error"   // a spreadsheet's own error, as #N/A
)

// Reason is [funds.Reason].
type Reason = funds.Reason

// Table is a file with one table, while it is read, row by row. Nothing of it is kept but the texts that a workbook's cells
// share.
type Table interface {
	// Next is the next row that says anything, and at the end [io.EOF]. Any other error is a [funds.Error], refuses the whole
	// file, and says in which line.
	Next() (Row, error)
}

// Row is one row of a table.
type Row struct {
	Line  int // in the file as people open it, from 1
	cells []cell
}

type cell struct {
	text  string
	fault Reason // empty: the text can be believed
}

// Len is how many cells the row has.
func (r Row) Len() int { return len(r.cells) }

// Text is what a cell says, from 0, without white space around it: empty where there is none. A number is its decimal
// literal, a date yyyy-mm-dd, and a time of day behind it. The error names line and column.
func (r Row) Text(column int) (string, error) {
	if column < 0 || column >= len(r.cells) {
		return "", nil
	}
	if cell := r.cells[column]; cell.fault != "" {
		return "", refuse(cell.fault, funds.Facts{Line: int64(r.Line), Field: columnName(column), Text: cell.text})
	}
	return r.cells[column].text, nil
}

// said is whether any cell says anything.
func (r Row) said() bool {
	for _, cell := range r.cells {
		if cell.text != "" || cell.fault != "" {
			return true
		}
	}
	return false
}

// Open begins to read a table of so many bytes: a workbook (xlsx), or else a CSV. Its rows are not yet read; a file that is
// neither is refused by name.
func Open(file io.ReaderAt, sizeBytes int64) (Table, error) {
	if sizeBytes > MaxFileBytes {
		return nil, refuse(ReasonFileTooLarge, funds.Facts{Maximum: MaxFileBytes >> mebibyteBits})
	}
	begin := make([]byte, min(sizeBytes, maxBegin))
	if _, err := file.ReadAt(begin, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, funds.Internal("read a file", err)
	}
	if kind := otherKind(begin); kind != "" {
		return nil, refuse(ReasonFileKind, funds.Facts{Text: kind, Options: "CSV,xlsx"})
	}
	var read Table
	var err error
	if bytes.HasPrefix(begin, []byte("PK\x03\x04")) {
		read, err = openWorkbook(file, sizeBytes)
	} else {
		read, err = openCSV(file, sizeBytes)
	}
	if err != nil {
		return nil, err
	}
	return &bounded{from: read}, nil
}

const (
	maxBegin     = 16
	mebibyteBits = 20
	kibibyteBits = 10
)

// otherKind is what a file is that is called a table and is none: empty where it may be one.
func otherKind(begin []byte) string {
	for _, kind := range []struct{ begin, name string }{
		{"\xd0\xcf\x11\xe0", "xls"}, // what Excel wrote until 2003; also a workbook with a password
		{"%PDF", "PDF"}, {"\x1f\x8b", "gzip"}, {"Rar!", "RAR"}, {"7z\xbc\xaf", "7z"},
	} {
		if bytes.HasPrefix(begin, []byte(kind.begin)) {
			return kind.name
		}
	}
	if text := bytes.TrimLeftFunc(bytes.TrimPrefix(begin, []byte(charset.Mark)), unicode.IsSpace); bytes.HasPrefix(text, []byte("<")) {
		return "XML"
	}
	return ""
}

// bounded counts the rows, and leaves out those that say nothing.
type bounded struct {
	from Table
	rows int
	said bool
}

// Next is [Table]'s.
func (b *bounded) Next() (Row, error) {
	for {
		row, err := b.from.Next()
		switch {
		case errors.Is(err, io.EOF) && !b.said:
			return Row{}, refuse(ReasonFileEmpty, funds.Facts{})
		case err != nil:
			return Row{}, err
		}
		if b.rows++; b.rows > MaxRows {
			return Row{}, refuse(ReasonFileLong, funds.Facts{Line: int64(row.Line), Maximum: MaxRows})
		}
		if row.said() {
			b.said = true
			return row, nil
		}
	}
}

func refuse(reason Reason, about funds.Facts) error {
	return funds.Invalid("file", reason).About(about)
}

// trimmed has no white space around it, nor what stands for none.
func trimmed(text string) string {
	return strings.TrimFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c == '\ufeff' })
}

// tooMuch is what a bound says of a line.
func tooMuch(err error, line int) error {
	switch {
	case errors.Is(err, wire.ErrTooLong):
		return refuse(ReasonRowLong, funds.Facts{Line: int64(line), Maximum: MaxRowBytes >> kibibyteBits})
	case errors.Is(err, wire.ErrTooMuch):
		return refuse(ReasonFileTooLarge, funds.Facts{Line: int64(line), Maximum: maxOpenedBytes >> mebibyteBits})
	}
	return funds.Internal("read a file", fmt.Errorf("line %d: %w", line, err))
}
