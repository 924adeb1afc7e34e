package sheet

import (
	"encoding/csv"
	"io"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// byteOrderMark tells Excel that the file is UTF-8.
const byteOrderMark = "\ufeff"

type csvSheet struct {
	writer *csv.Writer
	line   []string
}

// CSV begins a file in UTF-8 with a byte order mark; lines end in CR LF (RFC 4180).
func CSV(to io.Writer, header []string) (Sheet, error) {
	if _, err := io.WriteString(to, byteOrderMark); err != nil {
		return nil, unwritten(err)
	}
	s := &csvSheet{csv.NewWriter(to), make([]string, len(header))}
	s.writer.UseCRLF = true
	if err := s.writer.Write(header); err != nil {
		return nil, unwritten(err)
	}
	return s, nil
}

// Row is [Sheet]'s.
func (s *csvSheet) Row(cells []any) error {
	for i, cell := range cells {
		switch cell := cell.(type) {
		case funds.Amount:
			s.line[i] = cell.Fixed()
		case time.Time:
			s.line[i] = moment(cell)
		case string:
			s.line[i] = csvText(cell)
		default:
			return unknownCell(cell)
		}
	}
	if err := s.writer.Write(s.line); err != nil {
		return unwritten(err)
	}
	return nil
}

// csvText is a text as spreadsheets show it again, and nothing more than a text.
func csvText(text string) string {
	if mistaken(text) && !formula(text) {
		return marked(text)
	}
	return harmless(text)
}

// Close is [Sheet]'s.
func (s *csvSheet) Close() error {
	s.writer.Flush()
	if err := s.writer.Error(); err != nil {
		return unwritten(err)
	}
	return nil
}

func unwritten(err error) error { return funds.Internal("write a file", err) }
