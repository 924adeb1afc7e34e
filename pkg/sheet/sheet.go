// Package sheet writes tables as files that people open in Excel: [CSV] and [XLSX]. A cell is a string or a
// [funds.Amount], which becomes a number with two decimals.
//
// Texts are other people's: one that a spreadsheet would take for a formula gets an apostrophe in front,
// which spreadsheets read as "this is text". All other texts stay as they are.
//
// It imports funds and excelize.
package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// byteOrderMark tells Excel that the file is UTF-8.
const byteOrderMark = "\ufeff"

// CSV is UTF-8 with a byte order mark; lines end in CR LF (RFC 4180).
func CSV(header []string, rows [][]any) ([]byte, error) {
	var file bytes.Buffer
	file.WriteString(byteOrderMark)
	w := csv.NewWriter(&file)
	w.UseCRLF = true
	_ = w.Write(header) // w keeps the error
	line := make([]string, len(header))
	for _, row := range rows {
		for i, cell := range row {
			switch cell := cell.(type) {
			case funds.Amount:
				line[i] = cell.Fixed()
			case string:
				line[i] = harmless(cell)
			default:
				return nil, unknownCell(cell)
			}
		}
		_ = w.Write(line)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, funds.Internal("write CSV", err)
	}
	return file.Bytes(), nil
}

// twoDecimals is the number format 0.00 among Excel's own.
const twoDecimals = 2

// XLSX is a workbook with one sheet. Texts are text cells, never formulas.
func XLSX(header []string, rows [][]any) (file []byte, err error) {
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil && closing != nil {
			err = funds.Internal("close a workbook", closing)
		}
	}()
	var written bytes.Buffer
	if err := fill(book, header, rows); err != nil {
		return nil, err
	}
	if err := book.Write(&written); err != nil {
		return nil, funds.Internal("write a workbook", err)
	}
	return written.Bytes(), nil
}

func fill(book *excelize.File, header []string, rows [][]any) error {
	money, err := book.NewStyle(&excelize.Style{NumFmt: twoDecimals})
	if err != nil {
		return funds.Internal("make a number format", err)
	}
	stream, err := book.NewStreamWriter(book.GetSheetName(0))
	if err != nil {
		return funds.Internal("open a sheet", err)
	}
	line := make([]any, len(header))
	for i, name := range header {
		line[i] = name
	}
	if err := write(stream, 1, line); err != nil {
		return err
	}
	for n, row := range rows {
		for i, cell := range row {
			switch cell := cell.(type) {
			case funds.Amount:
				// A cell's number is a float64 in every spreadsheet. The nearest one prints as this very literal.
				value, err := strconv.ParseFloat(cell.Fixed(), 64)
				if err != nil {
					return funds.Internal("read an amount", err)
				}
				line[i] = excelize.Cell{StyleID: money, Value: value}
			case string:
				line[i] = harmless(cell)
			default:
				return unknownCell(cell)
			}
		}
		if err := write(stream, n+2, line); err != nil { // below the header, from 1
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return funds.Internal("end a sheet", err)
	}
	return nil
}

func write(stream *excelize.StreamWriter, number int, line []any) error {
	if err := stream.SetRow("A"+strconv.Itoa(number), line); err != nil {
		return funds.Internal("write a row", err)
	}
	return nil
}

// harmless keeps a text from being taken for a formula. Where the comma is the decimal sign, a spreadsheet ends a
// CSV's cells at semicolons, so that what follows one begins a cell, and its quotes are the file's.
func harmless(text string) string {
	parts := strings.Split(text, ";")
	for i, part := range parts {
		begin := part
		if i > 0 {
			begin = strings.TrimLeftFunc(part, func(c rune) bool { return c == '"' || unicode.IsSpace(c) })
		}
		if formula(begin) {
			parts[i] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}

// formula says that a cell could be taken for one, also where a program trims or narrows it first.
func formula(text string) bool {
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return true
	}
	trimmed := strings.TrimLeftFunc(text, unicode.IsSpace)
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(trimmed, sign) {
			return true
		}
	}
	return false
}

func unknownCell(cell any) error {
	return funds.Internal("encode a cell", fmt.Errorf("%T is no cell", cell))
}
