package sheet

import (
	"encoding/csv"
	"io"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Plain is a CSV for programs, as banks take it in: its texts stand as they are, without the marks by which [CSV] keeps
// spreadsheets from changing them. What a spreadsheet would take for a formula is no text of such a file: [IsFormula] says so
// before.
type Plain struct {
	to     io.WriteCloser
	writer *csv.Writer
}

// NewPlain begins a file in an encoding, UTF-8 with its mark; lines end in CR LF.
func NewPlain(to io.Writer, encoding charset.Encoding) (*Plain, error) {
	p := &Plain{to: encoding.Writer(to)}
	if encoding == charset.UTF8 {
		if _, err := io.WriteString(p.to, charset.Mark); err != nil {
			return nil, unwritten(err)
		}
	}
	p.writer = csv.NewWriter(p.to)
	p.writer.UseCRLF = true
	return p, nil
}

// IsFormula says of a text that a spreadsheet would take it for a formula, or the text behind one of its semicolons.
func IsFormula(text string) bool { return harmless(text) != text }

// Row is [Sheet]'s; rows may have any number of cells.
func (p *Plain) Row(cells []any) error {
	line := make([]string, len(cells))
	for i, cell := range cells {
		switch cell := cell.(type) {
		case funds.Amount:
			line[i] = cell.Fixed()
		case string:
			if IsFormula(cell) {
				return unknownCell(cell)
			}
			line[i] = cell
		default:
			return unknownCell(cell)
		}
	}
	if err := p.writer.Write(line); err != nil {
		return unwritten(err)
	}
	return nil
}

// Close is [Sheet]'s.
func (p *Plain) Close() error {
	p.writer.Flush()
	if err := p.writer.Error(); err != nil {
		return unwritten(err)
	}
	if err := p.to.Close(); err != nil {
		return unwritten(err)
	}
	return nil
}
