package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Of a workbook (ECMA-376) these parts are the least that Excel, LibreOffice and WPS open, before its one sheet.
var parts = []struct{ name, content string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	// The second of its cell formats, which is number 1, is that of amounts: 0.00, the number format 2 of Excel's own.
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}

const (
	sheetName  = "xl/worksheets/sheet1.xml"
	sheetBegin = xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetEnd   = `</sheetData></worksheet>`
)

type xlsxSheet struct {
	packed *zip.Writer
	sheet  io.Writer // the sheet's part
	line   bytes.Buffer
	rows   int
}

// XLSX begins a workbook with one sheet. Texts are text cells, never formulas. Each row goes to the file as it comes.
func XLSX(to io.Writer, header []string) (Sheet, error) {
	s := &xlsxSheet{packed: quickZip(to)}
	for _, part := range parts {
		into, err := s.packed.Create(part.name)
		if err != nil {
			return nil, unwritten(err)
		}
		if _, err := io.WriteString(into, xml.Header+part.content); err != nil {
			return nil, unwritten(err)
		}
	}
	var err error
	if s.sheet, err = s.packed.Create(sheetName); err != nil {
		return nil, unwritten(err)
	}
	s.line.WriteString(sheetBegin)
	names := make([]any, len(header))
	for i, name := range header {
		names[i] = name
	}
	return s, s.Row(names)
}

// Row is [Sheet]'s.
func (s *xlsxSheet) Row(cells []any) error {
	s.rows++
	row := strconv.Itoa(s.rows)
	s.line.WriteString(`<row r="` + row + `">`)
	for i, cell := range cells {
		at := columnName(i) + row
		switch cell := cell.(type) {
		case funds.Amount:
			// A cell's number is a float64 in every spreadsheet. The nearest one prints as this very literal.
			s.line.WriteString(`<c r="` + at + `" s="1"><v>` + literal(cell) + `</v></c>`)
		case time.Time:
			s.text(at, moment(cell))
		case string:
			s.text(at, cell) // a text cell is nothing else, whatever is in it
		default:
			return unknownCell(cell)
		}
	}
	s.line.WriteString(`</row>`)
	_, err := s.line.WriteTo(s.sheet)
	if err != nil {
		return unwritten(err)
	}
	return nil
}

func (s *xlsxSheet) text(at, text string) {
	s.line.WriteString(`<c r="` + at + `" t="inlineStr"><is><t xml:space="preserve">`)
	_ = xml.EscapeText(&s.line, []byte(unescaped(text))) // a buffer takes everything
	s.line.WriteString(`</t></is></c>`)
}

// Close is [Sheet]'s.
func (s *xlsxSheet) Close() error {
	if _, err := io.WriteString(s.sheet, sheetEnd); err != nil {
		return unwritten(err)
	}
	if err := s.packed.Close(); err != nil {
		return unwritten(err)
	}
	return nil
}

// columnName is the name of the nth column from 0: A to Z, AA, AB …
func columnName(n int) string {
	const letters = 26
	name := string(rune('A' + n%letters))
	if n < letters {
		return name
	}
	return columnName(n/letters-1) + name
}

// literal is an amount without zeros at its end, as spreadsheets write numbers.
func literal(amount funds.Amount) string {
	return strings.TrimSuffix(strings.TrimRight(amount.Fixed(), "0"), ".")
}

// unescaped keeps spreadsheets from reading _x0041_ in a text as an A: the sign that begins it is spelled so itself.
func unescaped(text string) string {
	for at := 0; ; {
		found := strings.Index(text[at:], "_x")
		if found < 0 {
			return text
		}
		at += found
		if escape(text[at:]) {
			text = text[:at] + "_x005F" + text[at:]
			at += len("_x005F")
		}
		at++
	}
}

// escape says that a text begins with _xHHHH_.
func escape(text string) bool {
	const first, last = len("_x"), len("_xHHHH")
	if len(text) <= last || text[last] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[first:last], 16, 16)
	return err == nil
}

// quickZip packs at the least effort: a sheet's text shrinks well by any, and somebody waits.
func quickZip(to io.Writer) *zip.Writer {
	packed := zip.NewWriter(to)
	packed.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return packed
}
