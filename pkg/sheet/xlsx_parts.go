package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// workbook is what is read of a workbook (ECMA-376) besides its cells. All parts that are opened share one bound, so that a
// small file cannot become a large one; those that are not needed are never opened.
type workbook struct {
	parts  map[string]*zip.File // nil where a name is there twice: two readers would see two files
	left   wire.MarkupBounds    // what may still come out of parts
	shared []string
	dates  []bool // which of the cells' styles show dates
	from04 bool   // days are counted from 1904
}

// limitedAt reads so many bytes at most: a list of parts of any length would be read whole.
type limitedAt struct {
	file io.ReaderAt
	left int64
}

// ReadAt is [io.ReaderAt]'s.
func (l *limitedAt) ReadAt(into []byte, at int64) (int, error) {
	if l.left -= int64(len(into)); l.left < 0 {
		return 0, wire.ErrTooMuch
	}
	return l.file.ReadAt(into, at) //nolint:wrapcheck // a reader's own error, io.EOF among them
}

func openWorkbook(file io.ReaderAt, sizeBytes int64) (Table, error) {
	list := &limitedAt{file, maxPackedBytes}
	packed, err := zip.NewReader(list, sizeBytes)
	if err != nil {
		return nil, broken("zip", 0)
	}
	// What comes out of parts has a bound of its own; what goes into them may be much, and give nothing.
	list.left = 2*sizeBytes + maxPackedBytes
	b := &workbook{parts: map[string]*zip.File{}, left: wire.MarkupBounds{Depth: maxDepth, Elements: maxElements, TokenBytes: MaxRowBytes, AllBytes: maxOpenedBytes}}
	for _, part := range packed.File {
		if _, twice := b.parts[part.Name]; twice {
			b.parts[part.Name] = nil
			continue
		}
		b.parts[part.Name] = part
	}
	return b.table()
}

// table finds the one sheet that says something, and what its cells refer to.
func (b *workbook) table() (Table, error) {
	main := ""
	own, err := b.relations("")
	if err != nil {
		return nil, err
	}
	for _, to := range own {
		if to.kind == "officeDocument" {
			main = to.part
		}
	}
	if main == "" {
		return nil, broken("workbook", 0)
	}
	related, err := b.relations(main)
	if err != nil {
		return nil, err
	}
	for _, to := range related {
		switch to.kind {
		case "sharedStrings":
			err = b.readShared(to.part)
		case "styles":
			err = b.readStyles(to.part)
		}
		if err != nil {
			return nil, err
		}
	}
	said, err := b.said(main, related)
	switch {
	case err != nil:
		return nil, err
	case said == "":
		return nil, refuse(ReasonFileEmpty, funds.Facts{})
	}
	return b.rows(said)
}

// said is the one sheet that people see and that says something; empty where none does.
func (b *workbook) said(main string, related map[string]relation) (said string, err error) {
	sheets, err := b.sheets(main)
	if err != nil {
		return "", err
	}
	for _, sheet := range sheets {
		says, err := b.says(related[sheet.relation].part)
		switch {
		case err != nil:
			return "", err
		case says && said != "":
			return "", refuse(ReasonFileSheets, funds.Facts{Text: sheet.name})
		case says:
			said = related[sheet.relation].part
		}
	}
	return said, nil
}

// markup opens a part. What the parts before it have given counts.
func (b *workbook) markup(name string) (*wire.Markup, func(), error) {
	part := b.parts[name]
	if part == nil {
		return nil, nil, broken(name, 0)
	}
	opened, err := part.Open()
	if err != nil {
		return nil, nil, broken(name, 0)
	}
	read := wire.NewMarkup(opened, b.left, charset.Named)
	return read, func() {
		b.left = read.Rest()
		_ = opened.Close() // what was read of it has been checked
	}, nil
}

// each reads a part to its end and gives every element's start; what is called may read on to the element's end.
func (b *workbook) each(name string, start func(*wire.Markup, xml.StartElement) error) error {
	read, closed, err := b.markup(name)
	if err != nil {
		return err
	}
	defer closed()
	for {
		token, err := read.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(name, err)
		}
		if element, is := token.(xml.StartElement); is {
			if err := start(read, element); err != nil {
				return err
			}
		}
	}
}

type relation struct{ kind, part string }

// relations are the parts that a part names, by their ids; that of "" are the file's own. A part without any has none.
func (b *workbook) relations(of string) (map[string]relation, error) {
	folder, file := path.Split(of)
	named := map[string]relation{}
	name := folder + "_rels/" + file + ".rels"
	if b.parts[name] == nil {
		return named, nil
	}
	err := b.each(name, func(_ *wire.Markup, element xml.StartElement) error {
		if element.Name.Local == "Relationship" && len(named) < maxNamed {
			to := attribute(element, "Target")
			if !strings.HasPrefix(to, "/") {
				to = path.Join(folder, to)
			}
			named[attribute(element, "Id")] = relation{path.Base(attribute(element, "Type")), strings.TrimPrefix(to, "/")}
		}
		return nil
	})
	return named, err
}

type namedSheet struct{ name, relation string }

// sheets are those that people see.
func (b *workbook) sheets(main string) (seen []namedSheet, err error) {
	err = b.each(main, func(_ *wire.Markup, element xml.StartElement) error {
		switch element.Name.Local {
		case "workbookPr":
			b.from04 = truth(attribute(element, "date1904"))
		case "sheet":
			if len(seen) >= maxNamed {
				return broken(main, 0)
			}
			if state := attribute(element, "state"); state == "" || state == "visible" {
				seen = append(seen, namedSheet{attribute(element, "name"), attribute(element, "id")})
			}
		}
		return nil
	})
	return seen, err
}

var errSays = errors.New("a cell says something")

// says is whether a sheet has a cell with anything in it.
func (b *workbook) says(name string) (bool, error) {
	err := b.each(name, func(_ *wire.Markup, element xml.StartElement) error {
		if local := element.Name.Local; local == "v" || local == "f" || local == "t" {
			return errSays
		}
		return nil
	})
	if errors.Is(err, errSays) {
		return true, nil
	}
	return false, err
}

// readShared keeps the texts that cells refer to.
func (b *workbook) readShared(name string) error {
	bytes := 0
	return b.each(name, func(read *wire.Markup, element xml.StartElement) error {
		if element.Name.Local != "si" {
			return nil
		}
		text, err := richText(read, name)
		if err != nil {
			return err
		}
		const header = 16 // of a string
		if bytes += len(text) + header; bytes > maxSharedBytes {
			return refuse(ReasonFileTooLarge, funds.Facts{Maximum: maxSharedBytes >> mebibyteBits})
		}
		b.shared = append(b.shared, text)
		return nil
	})
}

// richText reads to the end of an element whose texts are one, but for how it is pronounced.
func richText(read *wire.Markup, name string) (string, error) {
	var text strings.Builder
	for depth, spoken := 1, 0; depth > 0; {
		token, err := read.Next()
		if err != nil {
			return "", unreadable(name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			if spoken > 0 || token.Name.Local == "rPh" {
				spoken++
			}
		case xml.EndElement:
			depth--
			spoken = max(spoken-1, 0)
		case xml.CharData:
			if spoken == 0 {
				text.Write(token)
			}
			if text.Len() > MaxRowBytes {
				return "", tooMuch(wire.ErrTooLong, read.Line())
			}
		}
	}
	return text.String(), nil
}

// readStyles keeps which of the cells' formats are dates.
func (b *workbook) readStyles(name string) error {
	own := map[string]bool{}
	within := false
	return b.each(name, func(_ *wire.Markup, element xml.StartElement) error {
		switch element.Name.Local {
		case "numFmt":
			if len(own) >= maxNamed {
				return broken(name, 0)
			}
			own[attribute(element, "numFmtId")] = dateFormat(attribute(element, "formatCode"))
		case "cellXfs", "cellStyleXfs", "dxfs", "cellStyles":
			within = element.Name.Local == "cellXfs"
		case "xf":
			if within {
				id := attribute(element, "numFmtId")
				b.dates = append(b.dates, own[id] || builtInDate(id))
			}
		}
		return nil
	})
}

// builtInDate says of a number format of Excel's own whether it shows a date.
func builtInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && ((n >= 14 && n <= 22) || (n >= 27 && n <= 36) || (n >= 45 && n <= 47) || (n >= 50 && n <= 58))
}

// dateFormat says of a format's code whether it shows a date: by a letter of one outside of quotes, brackets and escapes.
func dateFormat(code string) bool {
	runes := []rune(code)
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; c {
		case '"', '[':
			end := map[rune]rune{'"': '"', '[': ']'}[c]
			for i++; i < len(runes) && runes[i] != end; i++ {
			}
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}

func attribute(element xml.StartElement, name string) string {
	for _, one := range element.Attr {
		if one.Name.Local == name {
			return one.Value
		}
	}
	return ""
}

func truth(text string) bool { return text == "1" || text == "true" }

func broken(part string, line int) error {
	if line > 0 {
		part += ":" + strconv.Itoa(line)
	}
	return refuse(ReasonFileBroken, funds.Facts{Text: part})
}

// unreadable is what is wrong with a part's markup.
func unreadable(part string, err error) error {
	var fault *wire.MarkupError
	if !errors.As(err, &fault) {
		return broken(part, 0) // its checksum, or its end
	}
	switch fault.Fault {
	case wire.MarkupLarge:
		return tooMuch(wire.ErrTooMuch, fault.Line)
	case wire.MarkupLong:
		return tooMuch(wire.ErrTooLong, fault.Line)
	case wire.MarkupBroken, wire.MarkupDeclares, wire.MarkupDeep, wire.MarkupEncoding:
	}
	return broken(part, fault.Line)
}
