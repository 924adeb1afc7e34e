package sheet

import (
	"archive/zip"
	"compress/flate"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// twoDecimals is the number format 0.00 among Excel's own.
const twoDecimals = 2

type xlsxSheet struct {
	to     io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
	money  int // the style of amounts
	line   []any
	rows   int
}

// XLSX begins a workbook with one sheet. Texts are text cells, never formulas. Rows beyond some 16 MB wait in a
// temporary file for the workbook's end, which alone writes to the file.
func XLSX(to io.Writer, header []string) (Sheet, error) {
	book := excelize.NewFile()
	s := &xlsxSheet{to: to, book: book, line: make([]any, len(header))}
	err := s.begin(header)
	if err != nil {
		_ = book.Close() // what failed before says more
		return nil, err
	}
	return s, nil
}

func (s *xlsxSheet) begin(header []string) (err error) {
	if s.money, err = s.book.NewStyle(&excelize.Style{NumFmt: twoDecimals}); err != nil {
		return unwritten(err)
	}
	if s.stream, err = s.book.NewStreamWriter(s.book.GetSheetName(0)); err != nil {
		return unwritten(err)
	}
	for i, name := range header {
		s.line[i] = name
	}
	return s.write()
}

// Row is [Sheet]'s.
func (s *xlsxSheet) Row(cells []any) error {
	for i, cell := range cells {
		switch cell := cell.(type) {
		case funds.Amount:
			// A cell's number is a float64 in every spreadsheet. The nearest one prints as this very literal.
			value, err := strconv.ParseFloat(cell.Fixed(), 64)
			if err != nil {
				return funds.Internal("read an amount", err)
			}
			s.line[i] = excelize.Cell{StyleID: s.money, Value: value}
		case time.Time:
			s.line[i] = moment(cell)
		case string:
			s.line[i] = cell // a text cell is nothing else, whatever is in it
		default:
			return unknownCell(cell)
		}
	}
	return s.write()
}

func (s *xlsxSheet) write() error {
	s.rows++
	if err := s.stream.SetRow("A"+strconv.Itoa(s.rows), s.line); err != nil {
		return unwritten(err)
	}
	return nil
}

// Close is [Sheet]'s.
func (s *xlsxSheet) Close() (err error) {
	defer func() {
		if closing := s.book.Close(); err == nil && closing != nil {
			err = unwritten(closing)
		}
	}()
	if err := s.stream.Flush(); err != nil {
		return unwritten(err)
	}
	// excelize would collect the whole workbook in memory, and write that: its zip writer goes straight to the
	// file instead.
	s.book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return quickZip(s.to) })
	if err := s.book.Write(io.Discard); err != nil {
		return unwritten(err)
	}
	return nil
}

// quickZip packs at the least effort: a sheet's text shrinks well by any, and somebody waits.
func quickZip(to io.Writer) *zip.Writer {
	packed := zip.NewWriter(to)
	packed.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return packed
}
