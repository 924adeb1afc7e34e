package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/sheet"
)

const (
	rootRelations = `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRelations = `<Relationships><Relationship Id="s" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	bookPart      = `<workbook><sheets><sheet name="一" sheetId="1" id="s"/></sheets></workbook>`
)

// packed is a workbook by hand: its sheet and its shared texts, each of which is written by a function.
func packed(t *testing.T, cells, shared func(io.Writer)) []byte {
	t.Helper()
	var file bytes.Buffer
	to := zip.NewWriter(&file)
	write := func(text string) func(io.Writer) { return func(w io.Writer) { _, _ = io.WriteString(w, text) } }
	for _, part := range []struct {
		name string
		fill func(io.Writer)
	}{
		{"_rels/.rels", write(rootRelations)}, {"xl/workbook.xml", write(bookPart)}, {"xl/_rels/workbook.xml.rels", write(bookRelations)},
		{"xl/sharedStrings.xml", shared}, {"xl/worksheets/sheet1.xml", cells},
	} {
		into, err := to.Create(part.name)
		if err != nil {
			t.Fatal(err)
		}
		part.fill(into)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func around(begin, repeated string, times int, end string) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, begin)
		piece := []byte(strings.Repeat(repeated, max(65_536/len(repeated), 1)))
		for written := 0; written < times*len(repeated); written += len(piece) {
			_, _ = w.Write(piece)
		}
		_, _ = io.WriteString(w, end)
	}
}

func cells(text string) func(io.Writer) {
	return around(`<worksheet><sheetData>`+text, " ", 0, `</sheetData></worksheet>`)
}

// TestABombTakesNoMoreThanAFileThatIsRight counts what is read of each file and what is allocated for it, so it runs alone.
func TestABombTakesNoMoreThanAFileThatIsRight(t *testing.T) {
	none := around(`<sst/>`, " ", 0, "")
	const allocatedMost, heldMost, much = 1 << 30, 128 << 20, 60 << 20
	tests := map[string]struct {
		file []byte
		want string
	}{
		"white space of 60 MiB":     {packed(t, around(`<worksheet><sheetData><row><c><v>1</v></c></row>`, " ", much, `</sheetData></worksheet>`), none), "row_long 1"},
		"empty rows of 60 MiB":      {packed(t, around(`<worksheet><sheetData>`, "<row/>\n", much/7, `</sheetData></worksheet>`), none), "file_too_large"},
		"elements that say nothing": {packed(t, around(`<worksheet>`, "<a/>", much/4, `</worksheet>`), none), "file_too_large"},
		"a text of 60 MiB":          {packed(t, around(`<worksheet><sheetData><row><c t="inlineStr"><is><t>`, "x", much, `</t></is></c></row></sheetData></worksheet>`), none), "row_long 1"},
		"a text in many pieces":     {packed(t, around(`<worksheet><sheetData><row><c t="inlineStr"><is>`, "<t>xxxxxxxx</t>", much/15, `</is></c></row></sheetData></worksheet>`), none), "row_long 1"},
		"a comment of 60 MiB":       {packed(t, around(`<worksheet><!--`, "x", much, `--></worksheet>`), none), "row_long 1"},
		"shared texts of 60 MiB":    {packed(t, cells(`<row/>`), around(`<sst>`, "<si><t>"+strings.Repeat("x", 1_000)+"</t></si>", much/1_016, `</sst>`)), "file_too_large"},
		"empty shared texts":        {packed(t, cells(`<row/>`), around(`<sst>`, "<si/>\n", much/6, `</sst>`)), "file_too_large"},
		"entities":                  {packed(t, around(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>`, " ", 0, ""), none), "file_broken xl/worksheets/sheet1.xml:1"},
		"elements without an end":   {packed(t, around(`<worksheet>`, "<a>", 1_000, ``), none), "file_broken xl/worksheets/sheet1.xml:1"},
		"many attributes":           {packed(t, around(`<worksheet `, `a="" `, much/5, `/>`), none), "row_long 1"},
		"a million columns":         {packed(t, cells(`<row>`+strings.Repeat("<c/>", 1_000_000)+`</row><row><c><v>1</v></c></row>`), none), "file_wide 1"},
		"a column that is far off":  {packed(t, cells(`<row r="7"><c r="XFD7"><v>1</v></c></row>`), none), "file_wide 7"},
		"a column without a name":   {packed(t, cells(`<row r="7"><c r="7"><v>1</v></c></row>`), none), "file_wide 7"},
		"a list of 100,000 parts":   {manyParts(t), "file_broken zip"},
	}
	for name, test := range tests {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		file := &counted{file: bytes.NewReader(test.file)}
		err := drained(file, int64(len(test.file)))
		runtime.ReadMemStats(&after)
		got, _, _ := strings.Cut(refused(err), " xl/x")
		if !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		// Allocated in all, not at once: tags and texts one after another.
		if took := after.TotalAlloc - before.TotalAlloc; took > allocatedMost {
			t.Errorf("%s of %d bytes: %d bytes were allocated", name, len(test.file), took)
		}
		if peak := after.HeapSys - min(before.HeapSys, after.HeapSys); peak > heldMost {
			t.Errorf("%s of %d bytes: the heap grew by %d bytes", name, len(test.file), peak)
		}
		if most := 3*int64(len(test.file)) + 2<<20; file.read > most {
			t.Errorf("%s: %d bytes were read of %d", name, file.read, len(test.file))
		}
	}
}

func manyParts(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	to := zip.NewWriter(&file)
	for n := range 50_000 {
		if _, err := to.Create("xl/" + strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// counted counts what is read of a file.
type counted struct {
	file io.ReaderAt
	read int64
}

func (c *counted) ReadAt(into []byte, at int64) (int, error) {
	n, err := c.file.ReadAt(into, at)
	c.read += int64(n)
	return n, err
}

func drained(file io.ReaderAt, size int64) error {
	table, err := sheet.Open(file, size)
	for err == nil {
		_, err = table.Next()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// TestAFileOf100MBIsNotRead has a file that says it is so large.
func TestAFileOf100MBIsNotRead(t *testing.T) {
	t.Parallel()
	file := &counted{file: strings.NewReader("a,b")}
	if err := drained(file, 100_000_000); refused(err) != "file_too_large" || file.read != 0 {
		t.Errorf("%v after %d bytes", err, file.read)
	}
}

func TestAWorkbookThatSaysTwoThingsIsRefused(t *testing.T) {
	t.Parallel()
	none := around(`<sst><si><t>a</t></si></sst>`, " ", 0, "")
	for name, test := range map[string]struct{ cells, want string }{
		"two cells in one place":      {`<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "file_broken"},
		"a cell before the last":      {`<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "file_broken"},
		"a row before the last":       {`<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>`, "file_broken"},
		"a shared text that is not":   {`<row><c t="s"><v>1</v></c></row>`, "file_broken"},
		"a shared text below none":    {`<row><c t="s"><v>-1</v></c></row>`, "file_broken"},
		"a kind of cell that is none": {`<row><c t="x"><v>1</v></c></row>`, "file_broken"},
		"an end that is missing":      {`<row><c><v>1</v>`, "file_broken"},
	} {
		if err := drained(bytes.NewReader(packed(t, cells(test.cells), none)), int64(len(packed(t, cells(test.cells), none)))); !strings.HasPrefix(refused(err), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := packed(t, cells(`<row><c t="s"><v>0</v></c><c/><c><v>2</v></c></row>`), none)
	if got, err := rows(good); err != nil || len(got[1]) != 3 || got[1][0] != "a" || got[1][2] != "2" {
		t.Errorf("%v, %v", got, err)
	}
	damaged := bytes.Clone(good)
	damaged[bytes.LastIndex(damaged, []byte("PK\x01\x02"))+16] ^= 1 // the checksum of its last part
	if _, err := rows(damaged); !strings.HasPrefix(refused(err), "file_broken") {
		t.Errorf("a wrong checksum: %v", err)
	}
}

func TestNumbersAreWhatASpreadsheetShows(t *testing.T) {
	t.Parallel()
	none := around(`<sst/>`, " ", 0, "")
	for literal, want := range map[string]string{
		"1.1000000000000001": "1.1", "99.989999999999995": "99.99", "0.1": "0.1", "5.0000000000000003E-2": "0.05", "1E-3": "0.001", "2.02E+3": "2020",
		"0": "0", "-0": "0", "0.00": "0", "-12.50": "-12.5", "999999999999999": "999999999999999", "999999999999999.9": "!cell_lost 1A", "1000000000000000": "!cell_lost 1A",
		"2.02E+19": "!cell_lost 1A", "99999999999999.96": "100000000000000", "1.5E5": "150000", "1E": "!cell_lost 1A", "": "", "x": "!cell_lost 1A", "1E-99": "!cell_lost 1A",
		"0.000000000000000000001": "0.000000000000000000001", "123456.78": "123456.78",
	} {
		got, err := rows(packed(t, cells(`<row><c><v>`+literal+`</v></c><c t="str"><v>x</v></c></row>`), none))
		if err != nil || got[1][0] != want {
			t.Errorf("%q is read as %v, want %q, %v", literal, got, want, err)
		}
	}
}
