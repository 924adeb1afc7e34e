package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// csvTable reads by encoding/csv, whose rows have no bound: the gauge has it.
type csvTable struct {
	reader *csv.Reader
	gauge  *wire.Gauge
	line   int // of the row before
}

func openCSV(file io.ReaderAt, sizeBytes int64) (Table, error) {
	whole := func() io.Reader { return io.NewSectionReader(file, 0, sizeBytes) }
	encoding, err := charset.Detect(whole())
	var broken *charset.BrokenError
	switch {
	case errors.As(err, &broken):
		return nil, refuse(ReasonFileEncoding, funds.Facts{Line: int64(broken.Line)})
	case err != nil:
		return nil, funds.Internal("read a file", err)
	}
	begin := make([]byte, MaxRowBytes)
	n, err := io.ReadFull(encoding.Reader(whole()), begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, funds.Internal("read a file", err)
	}
	// Three times as large is what GB18030 and UTF-16 become at most.
	const grows = 3
	gauge := wire.NewGauge(encoding.Reader(whole()), MaxRowBytes, grows*sizeBytes+1)
	t := &csvTable{reader: csv.NewReader(gauge), gauge: gauge}
	t.reader.Comma = separator(string(begin[:n]))
	t.reader.FieldsPerRecord = -1 // banks write a few lines of their own above the table, and sums below it
	t.reader.ReuseRecord = true
	t.reader.TrimLeadingSpace = t.reader.Comma != '\t'
	return t, nil
}

// separator is what divides the cells: of comma, semicolon and tab what most lines have equally many of, the quoted left
// out.
func separator(text string) rune {
	best, bestLines := ',', 0
	for _, sign := range ",;\t" {
		lines := map[int]int{} // by how many of the sign they have
		for line := range strings.Lines(text) {
			if n := divides(line, sign); n > 0 {
				lines[n]++
				if lines[n] > bestLines {
					best, bestLines = sign, lines[n]
				}
			}
		}
	}
	return best
}

// divides is how often a sign divides a line. Some banks end each cell with a tab, which divides nothing.
func divides(line string, sign rune) (times int) {
	quoted, before := false, ' '
	for _, c := range strings.TrimRight(line, "\r\n") + "\n" {
		if before == sign && (sign != '\t' || (c != ',' && c != ';' && c != '\n')) {
			times++
		}
		if before = c; c == '"' {
			quoted = !quoted
		}
		if quoted {
			before = ' '
		}
	}
	return times
}

// Next is [Table]'s.
func (t *csvTable) Next() (Row, error) {
	t.gauge.Renew()
	record, err := t.reader.Read()
	var broken *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return Row{}, io.EOF
	case errors.As(err, &broken):
		return Row{}, refuse(ReasonFileQuotes, funds.Facts{Line: int64(broken.StartLine), Field: columnName(len(record))})
	case err != nil:
		return Row{}, tooMuch(err, t.line+1)
	}
	t.line, _ = t.reader.FieldPos(0)
	if len(record) > MaxColumns {
		return Row{}, refuse(ReasonFileWide, funds.Facts{Line: int64(t.line), Maximum: MaxColumns})
	}
	cells := make([]cell, len(record))
	for i, text := range record {
		if strings.ContainsRune(text, utf8.RuneError) {
			return Row{}, refuse(ReasonFileEncoding, funds.Facts{Line: int64(t.line), Field: columnName(i)})
		}
		cells[i] = csvCell(text)
	}
	return Row{t.line, cells}, nil
}

var (
	// quotedText is a text that a spreadsheet takes for one, as [marked] writes it.
	quotedText = regexp.MustCompile(`^="([^"]*)"$`)
	// shortened is a long number as spreadsheets save it.
	shortened = regexp.MustCompile(`^[0-9](\.[0-9]+)?E\+[0-9]{2,3}$`)
)

// csvCell is a cell's text. A file of texts alone has no formulas; what would become one where it is opened is a text here.
func csvCell(text string) cell {
	text = trimmed(text)
	if marked := quotedText.FindStringSubmatch(text); marked != nil {
		return cell{text: trimmed(marked[1])}
	}
	if shortened.MatchString(text) {
		return cell{text, ReasonCellLost}
	}
	return cell{text: text}
}
