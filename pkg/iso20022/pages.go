package iso20022

import (
	"archive/zip"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// maxPages are the messages that a file may hold: banks pack the pages of one, or those of several accounts, into a zip.
const maxPages = 500

// ReadStatements reads a camt.053 or a camt.054, or a zip of such messages, all of one kind. Pages are joined, in their order,
// and all of them have to be there. Statements come in the order of the file.
func ReadStatements(file io.ReaderAt, sizeBytes int64) ([]funds.BankStatement, funds.BankFormat, error) {
	if sizeBytes > MaxFileBytes {
		return nil, "", refuse(ReasonTooLarge, funds.Facts{Line: 1, Maximum: MaxFileBytes >> mebibyteBits, Count: MaxLines})
	}
	reports, err := readReports(file, sizeBytes)
	if err != nil {
		return nil, "", err
	}
	for _, r := range reports[1:] {
		if r.format != reports[0].format {
			return nil, "", refuse(ReasonKind, funds.Facts{Text: string(r.format), Options: string(reports[0].format), Line: 1})
		}
	}
	if err := inPages(reports); err != nil {
		return nil, "", err
	}
	statements, err := joinedPages(reports)
	return statements, reports[0].format, err
}

func readReports(file io.ReaderAt, sizeBytes int64) ([]report, error) {
	lines := 0
	begin := make([]byte, len("PK\x03\x04"))
	if n, _ := file.ReadAt(begin, 0); string(begin[:n]) != "PK\x03\x04" {
		r, err := readReport(io.NewSectionReader(file, 0, sizeBytes), "", &lines)
		return []report{r}, err
	}
	packed, err := zip.NewReader(&limited{file, maxListBytes}, sizeBytes)
	if err != nil || len(packed.File) > maxPages {
		return nil, refuse(ReasonBroken, funds.Facts{Line: 1})
	}
	all := &limited{file, 2*sizeBytes + maxListBytes}
	if packed, err = zip.NewReader(all, sizeBytes); err != nil {
		return nil, refuse(ReasonBroken, funds.Facts{Line: 1})
	}
	var reports []report
	opened := int64(MaxFileBytes)
	for _, part := range packed.File {
		if strings.HasSuffix(part.Name, "/") || strings.HasPrefix(path.Base(part.Name), ".") || strings.HasPrefix(part.Name, "__MACOSX/") {
			continue // folders, and what a Mac adds
		}
		r, err := readPart(part, &lines, &opened)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	if len(reports) == 0 {
		return nil, refuse(ReasonMissing, funds.Facts{Line: 1, Field: "Document"})
	}
	return reports, nil
}

const maxListBytes = 256 << 10 // of a zip's list of its parts

// readPart reads a message of a zip; all of them together become no larger than one file may be.
func readPart(part *zip.File, lines *int, opened *int64) (report, error) {
	from, err := part.Open()
	if err != nil {
		return report{}, refuse(ReasonBroken, funds.Facts{Line: 1})
	}
	counted := &counting{from: from, left: *opened}
	r, err := readReport(counted, path.Base(part.Name)+", ", lines)
	*opened = counted.left
	if err == nil {
		err = from.Close()
	}
	if err != nil && funds.CodeOf(err) == funds.CodeInternal {
		return r, refuse(ReasonBroken, funds.Facts{Line: 1})
	}
	return r, err
}

// counting reads so many bytes at most.
type counting struct {
	from io.Reader
	left int64
}

// Read is [io.Reader]'s.
func (c *counting) Read(into []byte) (int, error) {
	if c.left <= 0 {
		return 0, wire.ErrTooMuch
	}
	n, err := c.from.Read(into[:min(int64(len(into)), c.left)])
	c.left -= int64(n)
	return n, err //nolint:wrapcheck // a reader's own error, io.EOF among them
}

// limited reads so many bytes of a file at most: parts of a zip may be many, long, and become nothing.
type limited struct {
	file io.ReaderAt
	left int64
}

// ReadAt is [io.ReaderAt]'s.
func (l *limited) ReadAt(into []byte, at int64) (int, error) {
	if l.left -= int64(len(into)); l.left < 0 {
		return 0, wire.ErrTooMuch
	}
	return l.file.ReadAt(into, at) //nolint:wrapcheck // a reader's own error, io.EOF among them
}

// inPages orders messages by their pages, and refuses a message of which one is not there.
func inPages(reports []report) error {
	pages := 0
	for _, r := range reports {
		if r.page > 0 && (r.page != 1 || !r.last) {
			pages++
		}
	}
	if pages == 0 {
		return nil
	}
	slices.SortStableFunc(reports, func(a, b report) int { return a.page - b.page })
	want := 1
	for _, r := range reports {
		if r.page == 0 || (r.page == 1 && r.last) {
			continue
		}
		if r.page != want || r.last != (want == pages) {
			return refuse(ReasonPage, funds.Facts{Count: int64(want)})
		}
		want++
	}
	if !slices.ContainsFunc(reports, func(r report) bool { return r.page == pages && r.last }) {
		return refuse(ReasonPage, funds.Facts{Count: int64(want)})
	}
	return nil
}

// joinedPages are the statements, each whole. Two of one account and one name are pages of each other where their messages
// have pages, or they themselves; otherwise the file has one twice.
func joinedPages(reports []report) (statements []funds.BankStatement, err error) {
	var whole []*paged
	for i := range reports {
		for j := range reports[i].statements {
			page := &reports[i].statements[j]
			if page.own = page.page > 0; !page.own {
				page.page, page.last = reports[i].page, reports[i].last
			}
			at := slices.IndexFunc(whole, func(w *paged) bool { return w.ID == page.ID && w.Number == page.Number && w.Account == page.Account })
			if at < 0 {
				if page.own && page.page > 1 {
					return nil, refuse(ReasonPage, funds.Facts{Count: 1})
				}
				whole = append(whole, page)
				continue
			}
			if err := whole[at].join(page); err != nil {
				return nil, err
			}
		}
	}
	for _, w := range whole {
		if w.own && !w.last {
			return nil, refuse(ReasonPage, funds.Facts{Count: int64(w.page) + 1})
		}
		if err := w.balanced(); err != nil {
			return nil, err
		}
		statements = append(statements, w.BankStatement)
	}
	return statements, nil
}

// join puts a page behind the one before it: the first has the opening balance, the last the closing one.
func (p *paged) join(next *paged) error {
	if next.page == 0 || p.last || next.page != p.page+1 {
		return refuse(ReasonTwice, funds.Facts{Line: int64(next.line), Field: "Stmt " + next.ID})
	}
	p.page, p.last = next.page, next.last
	p.Lines, p.Pending = append(p.Lines, next.Lines...), p.Pending+next.Pending
	p.From, p.To = min(p.From, next.From), max(p.To, next.To)
	if next.closing != nil {
		p.closing = next.closing
	}
	if p.opening == nil {
		p.opening = next.opening
	}
	return nil
}

// balanced fills in the balances, which a statement has to have, and details have not.
func (p *paged) balanced() error {
	if p.Details {
		return nil
	}
	if p.opening == nil || p.closing == nil {
		which := "Bal OPBD"
		if p.opening != nil {
			which = "Bal CLBD"
		}
		return refuse(ReasonMissing, funds.Facts{Line: int64(p.line), Field: "Stmt/" + which})
	}
	p.Balanced, p.Opening, p.Closing = true, *p.opening, *p.closing
	return nil
}

// dayBefore is the day before a day.
func dayBefore(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, -1).Format(time.DateOnly)
}
