package iso20022_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
)

// packed is a zip of messages, by their names in order.
func packed(t *testing.T, messages ...string) []byte {
	t.Helper()
	var file bytes.Buffer
	to := zip.NewWriter(&file)
	for n, message := range messages {
		into, err := to.Create("camt/" + strconv.Itoa(len(messages)-n) + ".xml")
		if err == nil {
			_, err = io.WriteString(into, message)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// ofMessage is a page of a message.
func ofMessage(page int, last bool, body string) string {
	return camt(fmt.Sprintf(`<GrpHdr><MsgPgntn><PgNb>%d</PgNb><LastPgInd>%t</LastPgInd></MsgPgntn></GrpHdr>`, page, last), body)
}

// ofStatement is a page of a statement.
func ofStatement(page int, last bool, body string) string {
	return strings.Replace(camt("", body), "<Id>S1</Id>", fmt.Sprintf(`<Id>S1</Id><StmtPgntn><PgNb>%d</PgNb><LastPgInd>%t</LastPgInd></StmtPgntn>`, page, last), 1)
}

func TestPagesAreJoined(t *testing.T) {
	t.Parallel()
	first := strings.Replace(ofMessage(1, false, entry("1", "")), "CLBD", "ITBD", 1)
	second := strings.Replace(ofMessage(2, true, entry("2", "")), "OPBD", "ITBD", 1)
	other := strings.ReplaceAll(strings.ReplaceAll(camt("", entry("3", "")), ">1</Id>", ">2</Id>"), "S1", "S2")
	const joined = "1 CNY S1/ 2024-12-12..2024-12-12 10.00 -> 9.00 pending 0\n" +
		"  2024-12-12 |2.xml, statement 1, entry 1 -1.00\n  2024-12-12 |1.xml, statement 1, entry 1 -2.00\n  the lines sum to 7.00\n"
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"in their order":             {packed(t, first, second), joined},
		"in another order":           {packed(t, second, first), strings.NewReplacer("1.xml", "2.xml", "2.xml", "1.xml").Replace(joined)},
		"of a statement":             {packed(t, ofStatement(1, false, entry("1", "")), ofStatement(2, true, entry("2", ""))), joined},
		"two accounts":               {packed(t, camt("", entry("1", "")), other), ""},
		"one page that is all":       {[]byte(ofMessage(1, true, entry("1", ""))), ""},
		"one of two":                 {[]byte(first), "xml_page 0"},
		"the second of two":          {[]byte(second), "xml_page 0"},
		"a page twice":               {packed(t, first, first, second), "xml_page 0"},
		"two that say they are last": {packed(t, strings.Replace(first, "false", "true", 1), second), "xml_page 0"},
		"the first of a statement":   {[]byte(ofStatement(1, false, entry("1", ""))), "xml_page 0"},
		"the second of a statement":  {[]byte(ofStatement(2, true, entry("1", ""))), "xml_page 0"},
		"the third behind the first": {packed(t, ofStatement(1, false, ""), ofStatement(3, true, "")), "xml_twice 1 Stmt S1"},
		"one file twice":             {packed(t, camt("", ""), camt("", "")), "xml_twice 1 Stmt S1"},
		"page zero":                  {[]byte(ofMessage(0, true, "")), "xml_value 1 Document/BkToCstmrStmt/PgNb 0"},
		"details beside statements":  {packed(t, camt("", ""), details(entry("1", ""))), "xml_kind 1 camt.054"},
		"an empty zip":               {packed(t), "xml_broken 1"},
		"what is no zip":             {[]byte("PK\x03\x04"), "xml_broken 1"},
		"a picture in a zip":         {packed(t, camt("", ""), "\x89PNG"), "xml_broken 1"},
	} {
		got, _, err := statements(test.file)
		text := said(got)
		if err != nil {
			text = refused(err)
		}
		if test.want != "" && text != test.want || test.want == "" && err != nil {
			t.Errorf("%s: %v\n%s(-want +got):\n%s", name, err, text, cmp.Diff(test.want, text))
		}
	}
}

// details is a camt.054.
func details(entries string) string {
	return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M</MsgId><CreDtTm>2024-12-12T00:00:00Z</CreDtTm></GrpHdr>` +
		`<Ntfctn><Id>N1</Id><CreDtTm>2024-12-12T00:00:00Z</CreDtTm><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct>` + entries + `</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`
}

func TestDetailsOfABatchHaveNoBalances(t *testing.T) {
	t.Parallel()
	kind := `<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>`
	parts := transaction(`<Refs><EndToEndId>W1</EndToEndId></Refs><Amt Ccy="CNY">0.40</Amt><CdtDbtInd>DBIT</CdtDbtInd>`) +
		transaction(`<Refs><EndToEndId>W2</EndToEndId></Refs><Amt Ccy="CNY">0.60</Amt><CdtDbtInd>DBIT</CdtDbtInd>`)
	file := []byte(details(entry("1.00", kind+`<NtryDtls><Btch><PmtInfId>B</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>`+parts+`</NtryDtls>`)))
	validate(t, "camt.054.001.08", file)
	got, format, err := statements(file)
	want := "1 CNY N1/ 2024-12-12..2024-12-12 pending 0\n  2024-12-12 |statement 1, entry 1 -1.00 code=X batch B of 2\n    -0.40 e2e=W1\n    -0.60 e2e=W2\n"
	if said(got) != want || format != funds.BankCAMT054 || err != nil || !got[0].Details {
		t.Errorf("%s, %v:\n%s", format, err, said(got))
	}
	if got, format, err := statements(bytes.ReplaceAll(file, []byte("001.08"), []byte("001.02"))); format != funds.BankCAMT054 || err != nil || len(got) != 1 {
		t.Errorf("version .02: %s, %v, %v", format, err, got)
	}
	if _, _, err := statements([]byte(details(""))); refused(err) != "xml_missing 1 Ntfctn/Acct/Ccy" && !strings.HasPrefix(refused(err), "xml_missing") {
		t.Errorf("nothing is said: %v", err)
	}
}

// TestABombTakesNoMoreThanAStatement counts what is allocated, so it runs alone.
func TestABombTakesNoMoreThanAStatement(t *testing.T) {
	deep := strings.Repeat("<a>", 100)
	lines := camt("", strings.Repeat(entry("1", ""), 1_000)) // a thousand are read
	const head = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>`
	tests := map[string]struct {
		file []byte
		want string
	}{
		"a thousand lines":         {[]byte(lines), ""},
		"entities":                 {[]byte("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" + strings.Replace(lines, "S1", "&b;", 1)), "xml_declares 1"},
		"an entity from outside":   {[]byte("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + lines), "xml_declares 1"},
		"one that is not declared": {[]byte(strings.Replace(lines, "S1", "&b;", 1)), "xml_broken 1"},
		"elements within others":   {[]byte(head + deep), "xml_too_large 1"},
		"a long text":              {[]byte(head + "<GrpHdr><MsgId>" + strings.Repeat("x", 20<<20)), "xml_value 1 Document/BkToCstmrStmt/MsgId " + strings.Repeat("x", 64) + "…"},
		"a long attribute":         {[]byte(head + `<GrpHdr a="` + strings.Repeat("x", 20<<20)), "xml_too_large 1"},
		"many attributes":          {[]byte(head + `<GrpHdr ` + strings.Repeat(`a="" `, 4<<20)), "xml_too_large 1"},
		"a header of many parts":   {[]byte(head + `<GrpHdr>` + strings.Repeat("<a/>", 5<<20)), "xml_too_large 1"},
		"an entry of many parts":   {[]byte(camt("", "<Ntry>"+strings.Repeat("<Chrgs/>", 2<<20))), "xml_too_large 2"},
		"many statements":          {[]byte(head + strings.Repeat(`<Stmt><Acct><Id><IBAN>X</IBAN></Id><Ccy>CNY</Ccy></Acct><FrToDt><FrDtTm>2024-12-12</FrDtTm></FrToDt></Stmt>`, 100_000)), "xml_too_large 1"},
		"a zip that grows":         {packed(t, head+"<GrpHdr>"+strings.Repeat("<!-- "+strings.Repeat("x", 100_000)+" -->", 1_000)), "xml_too_large 1"},
	}
	for name, test := range tests {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := statements(test.file)
		runtime.ReadMemStats(&after)
		if refused(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
			t.Errorf("%s of %d bytes: %d bytes were allocated", name, len(test.file), took)
		}
	}
	if _, _, err := iso20022.ReadStatements(nil, 100_000_000); refused(err) != "xml_too_large 1" {
		t.Errorf("100 MB: %v", err)
	}
}

// repeated reads a head, a piece so many times, and a tail.
type repeated struct {
	head, piece, tail string
	times             int
}

func (r repeated) size() int64 { return int64(len(r.head) + r.times*len(r.piece) + len(r.tail)) }

// ReadAt is [io.ReaderAt]'s.
func (r repeated) ReadAt(into []byte, at int64) (n int, err error) {
	for n < len(into) {
		var from string
		switch at := at + int64(n); {
		case at < int64(len(r.head)):
			from = r.head[at:]
		case at < r.size()-int64(len(r.tail)):
			from = r.piece[(at-int64(len(r.head)))%int64(len(r.piece)):]
		case at < r.size():
			from = r.tail[at-(r.size()-int64(len(r.tail))):]
		default:
			return n, io.EOF
		}
		n += copy(into[n:], from)
	}
	return n, nil
}

func TestMoreLinesThanAreReadAreRefused(t *testing.T) {
	whole := camt("", "X")
	head, tail, _ := strings.Cut(whole, "X")
	const lines = 20_000
	file := repeated{head, entry("1", "") + "\n", tail, lines}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, _, err := iso20022.ReadStatements(file, file.size())
	runtime.GC() // what is held, without what was
	runtime.ReadMemStats(&after)
	if err != nil || len(got[0].Lines) != lines {
		t.Fatalf("%v", err)
	}
	if took := after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc); took > 20<<20 {
		t.Errorf("%d lines of %d bytes hold %d bytes", lines, file.size(), took)
	}
	many := repeated{head + "<Ntry><NtryDtls>", "<TxDtls/>", "</NtryDtls></Ntry>" + tail, 2*iso20022.MaxLines + 2}
	if _, _, err := iso20022.ReadStatements(many, many.size()); !strings.HasPrefix(refused(err), "xml_too_large") {
		t.Errorf("%d parts: %v", many.times, err)
	}
}

func FuzzAStatementIsReadOrRefused(f *testing.F) {
	for _, name := range []string{"german-02", "swiss-08", "chinese-02"} {
		file, err := os.ReadFile("testdata/camt/" + name + ".xml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Add([]byte(camt("", entry("1", `<NtryDtls><Btch/>`+transaction("")+`</NtryDtls>`))))
	f.Add([]byte(details(entry("1", ""))))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, format, err := statements(file)
		if err != nil && (funds.CodeOf(err) != funds.CodeInvalid || refused(err) == "") {
			t.Errorf("neither read nor refused: %v", err)
		}
		for _, s := range got {
			if s.Account.Number == "" || s.Account.Currency == "" || s.From == "" || s.From > s.To || s.Balanced == (format == funds.BankCAMT054) {
				t.Errorf("a statement of nothing: %+v", s)
			}
			for _, line := range s.Lines {
				if line.Amount == 0 || line.Day == "" || line.Place == "" || len(line.Parts) == 1 {
					t.Errorf("a line of nothing: %+v", line)
				}
			}
		}
	})
}
