package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// xlsxTable reads one sheet's rows. Its part is closed at its end.
type xlsxTable struct {
	book   *workbook
	part   string
	read   *wire.Markup
	closed func()
	line   int // of the row before
}

func (b *workbook) rows(part string) (Table, error) {
	read, closed, err := b.markup(part)
	if err != nil {
		return nil, err
	}
	return &xlsxTable{book: b, part: part, read: read, closed: closed}, nil
}

// Next is [Table]'s.
func (t *xlsxTable) Next() (Row, error) {
	for {
		token, err := t.read.Next()
		if errors.Is(err, io.EOF) {
			t.closed()
			return Row{}, io.EOF
		}
		if err != nil {
			return Row{}, t.fault(err)
		}
		if element, is := token.(xml.StartElement); is && element.Name.Local == "row" {
			return t.row(element)
		}
	}
}

// row reads to the row's end. Rows and cells that name no place of theirs follow the one before; none goes back.
func (t *xlsxTable) row(start xml.StartElement) (Row, error) {
	t.line++
	if given := attribute(start, "r"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < t.line {
			return Row{}, broken(t.part, t.read.Line())
		}
		t.line = n
	}
	row := Row{Line: t.line}
	for {
		token, err := t.read.Next()
		if err != nil {
			return Row{}, t.fault(err)
		}
		element, is := token.(xml.StartElement)
		if !is {
			if end, is := token.(xml.EndElement); is && end.Name.Local == "row" {
				return row, nil
			}
			continue
		}
		if element.Name.Local != "c" {
			if err := t.read.Skip(); err != nil {
				return Row{}, t.fault(err)
			}
			continue
		}
		if err := t.cell(&row, element); err != nil {
			return Row{}, err
		}
	}
}

// cell puts a cell into its row at its column.
func (t *xlsxTable) cell(row *Row, start xml.StartElement) error {
	column := len(row.cells)
	if given := attribute(start, "r"); given != "" {
		column = columnOf(given)
		if column < len(row.cells) {
			return broken(t.part, t.read.Line())
		}
	}
	if column >= MaxColumns {
		return refuse(ReasonFileWide, funds.Facts{Line: int64(t.line), Maximum: MaxColumns})
	}
	value, formula, err := t.value(column)
	if err != nil {
		return err
	}
	for len(row.cells) < column {
		row.cells = append(row.cells, cell{})
	}
	if formula {
		row.cells = append(row.cells, cell{fault: ReasonCellFormula})
		return nil
	}
	said, err := t.told(start, value)
	row.cells = append(row.cells, said)
	return err
}

// value reads to the cell's end.
func (t *xlsxTable) value(column int) (value string, formula bool, err error) {
	var text strings.Builder
	for {
		token, err := t.read.Next()
		if err != nil {
			return "", false, t.fault(err)
		}
		switch token := token.(type) {
		case xml.EndElement:
			if token.Name.Local == "c" {
				return text.String(), formula, nil
			}
		case xml.StartElement:
			switch token.Name.Local {
			case "is":
				rich, err := richText(t.read, t.part)
				if err != nil {
					return "", false, err
				}
				text.WriteString(rich)
			case "f":
				formula = true
				if err := t.read.Skip(); err != nil {
					return "", false, t.fault(err)
				}
			case "extLst":
				if err := t.read.Skip(); err != nil {
					return "", false, t.fault(err)
				}
			}
		case xml.CharData:
			text.Write(token)
		}
		if text.Len() > MaxRowBytes {
			return "", false, refuse(ReasonRowLong, funds.Facts{Line: int64(t.line), Field: columnName(column), Maximum: MaxRowBytes >> kibibyteBits})
		}
	}
}

// told is what people read in a cell of a value.
func (t *xlsxTable) told(start xml.StartElement, value string) (cell, error) {
	switch attribute(start, "t") {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(t.book.shared) {
			return cell{}, broken(t.part, t.read.Line())
		}
		return cell{text: trimmed(escaped(t.book.shared[n]))}, nil
	case "inlineStr", "str":
		return cell{text: trimmed(escaped(value))}, nil
	case "b":
		return cell{text: strings.ToUpper(strconv.FormatBool(truth(trimmed(value))))}, nil
	case "e":
		return cell{trimmed(value), ReasonCellError}, nil
	case "d":
		return cell{text: strings.Replace(trimmed(value), "T", " ", 1)}, nil
	case "", "n":
		style, _ := strconv.Atoi(attribute(start, "s")) // none is the first
		return t.number(trimmed(value), style >= 0 && style < len(t.book.dates) && t.book.dates[style]), nil
	}
	return cell{}, broken(t.part, t.read.Line())
}

// number is a number's cell: a date where its style shows one.
func (t *xlsxTable) number(literal string, date bool) cell {
	if literal == "" {
		return cell{}
	}
	plain, whole := plainNumber(literal)
	if !whole {
		return cell{literal, ReasonCellLost}
	}
	if !date {
		return cell{text: plain}
	}
	if moment, is := dateOf(plain, t.book.from04); is {
		return cell{text: moment}
	}
	return cell{literal, ReasonCellError}
}

func (t *xlsxTable) fault(err error) error { return unreadable(t.part, err) }

// columnOf is the column of a place, from 0: of AB7 it is 27. What names none, or one beyond all that are read, is
// [MaxColumns].
func columnOf(place string) int {
	const letters = 26
	n := 0
	for _, c := range place {
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*letters + int(c-'A') + 1; n > MaxColumns {
			return MaxColumns
		}
	}
	if n == 0 {
		return MaxColumns
	}
	return n - 1
}

// escaped reads what a workbook spells _xHHHH_.
func escaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	const first, last, all = len("_x"), len("_xHHHH"), len("_xHHHH_")
	var read strings.Builder
	for i := 0; i < len(text); {
		if !escape(text[i:]) || !strings.HasPrefix(text[i:], "_x") {
			read.WriteByte(text[i])
			i++
			continue
		}
		code, _ := strconv.ParseUint(text[i+first:i+last], 16, 16) // as escape has seen
		read.WriteRune(rune(code))
		i += all
	}
	return read.String()
}
