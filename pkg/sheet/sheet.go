// Package sheet writes and reads tables in files that people open in Excel, LibreOffice or WPS, row by row. [CSV] and [XLSX]
// write; [Open] reads what others wrote, within bounds of rows, columns and bytes, so that no file takes more memory or time
// than one that is right; what cannot be read surely is refused, with its line and column, and never guessed.
//
// A cell that is written is a string, a [funds.Amount], which becomes a number with two decimals, or a [time.Time], which is
// shown to the second in its own zone.
//
// Texts are other people's. In a workbook they are text cells, and stay as they are. A CSV has no such cells: there a text
// that a spreadsheet would take for a formula gets an apostrophe in front, so that it begins with no sign of one. People
// see it: only what is typed into a cell loses it. A text that would be taken for a number, and shown otherwise, is
// written ="00123".
//
// It imports funds, charset and wire.
package sheet

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Sheet is a file with one table, while it is written.
type Sheet interface {
	// Row writes the next row, which has as many cells as the header.
	Row(cells []any) error
	// Close writes what is left, also after an error; the file is whole where it gives none.
	Close() error
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

// moment is empty for never.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateTime)
}

func unknownCell(cell any) error {
	return funds.Internal("encode a cell", fmt.Errorf("%T is no cell", cell))
}
