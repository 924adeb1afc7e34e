package iso20022_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
)

func statements(file []byte) ([]funds.BankStatement, funds.BankFormat, error) {
	return iso20022.ReadStatements(bytes.NewReader(file), int64(len(file)))
}

// said is what statements say, a line for each, for each of their lines and for each part.
func said(statements []funds.BankStatement) string {
	var all strings.Builder
	for _, s := range statements {
		fmt.Fprintf(&all, "%s %s %s/%s %s..%s", s.Account.Number, s.Account.Currency, s.ID, s.Number, s.From, s.To)
		if s.Balanced {
			fmt.Fprintf(&all, " %s -> %s", s.Opening.Fixed(), s.Closing.Fixed())
		}
		fmt.Fprintf(&all, " pending %d\n", s.Pending)
		sum := s.Opening
		for _, line := range s.Lines {
			sum += line.Amount
			fmt.Fprintf(&all, "  %s %s|%s %s", line.Day, line.Value, line.Place, part(line.BankPart))
			if line.Batch != "" || line.Count != 0 {
				fmt.Fprintf(&all, " batch %s of %d", line.Batch, line.Count)
			}
			if line.Reversal {
				all.WriteString(" reversal")
			}
			all.WriteString("\n")
			for _, p := range line.Parts {
				all.WriteString("    " + part(p) + "\n")
			}
		}
		if s.Balanced && sum != s.Closing {
			fmt.Fprintf(&all, "  the lines sum to %s\n", sum.Fixed())
		}
	}
	return all.String()
}

func part(p funds.BankPart) string {
	text := p.Amount.Fixed()
	for _, more := range []struct{ name, text string }{
		{"e2e", p.EndToEnd}, {"no", p.TransactionNo}, {"ref", p.Reference}, {"code", p.Code}, {"to", p.Party.Name}, {"acct", p.Party.Account}, {"text", p.Text},
	} {
		if more.text != "" {
			text += " " + more.name + "=" + more.text
		}
	}
	if p.Charge != 0 {
		text += " charge=" + p.Charge.Fixed()
	}
	if p.Return.Is {
		text += fmt.Sprintf(" returned %s %q", p.Return.Reason, p.Return.Text)
	}
	return text
}

// TestStatementsOfThreeBanksAreReadRight has a file of each dialect: German, in version .02, with a batch booking without
// details, a return and charges; Swiss, in .08 with a prefix, two accounts, a batch booking with details and a reversal; Chinese,
// in .02 and GBK, without any EndToEndId.
func TestStatementsOfThreeBanksAreReadRight(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"german-02": `DE89370400440532013000 EUR 0245C5320241212/245 2024-12-12..2024-12-12 1000.00 -> -14.32 pending 1
  2024-12-12 2024-12-12|statement 1, entry 1 -1100.00 no=2024121200112233000 ref=2024121200112233000 code=PMNT/ICDT/ESCT text=Sammelüberweisung batch PB-20241212-0001 of 11
  2024-12-12 2024-12-11|statement 1, entry 2 99.00 e2e=ABCD234520241210030405 no=2024121200445566000 ref=2024121200445566000 code=PMNT/ICDT/RRTN to=Muster Handels GmbH text=Auszahlung Dezember returned AC04 "Konto erloschen"
  2024-12-12 2024-12-12|statement 1, entry 3 -1.50 code=ACMT/MDOP/CHRG text=Rücklastschriftgebühr
  2024-12-12 |statement 1, entry 4 -11.82 e2e=ABCD234620241212030405 no=TX-77 code=NMSC+116 to=Ben Muster charge=1.82
`,
		"swiss-08": `CH9300762011623852957 CHF 202412120001/231 2024-12-12..2024-12-12 5000.00 -> 4680.50 pending 0
  2024-12-12 2024-12-13|statement 1, entry 1 -300.50 no=9930347TI1234567 ref=9930347TI1234567 code=PMNT/ICDT/AUTT batch PB-20241212-0002 of 2
    -100.00 e2e=ABCD234720241212030405 no=9930347TI1234567-1 ref=9930347TI1234567-1 to=Anna Muster acct=CH5604835012345678009
    -200.50 e2e=ABCD234820241212030405 no=9930347TI1234567-2 ref=9930347TI1234567-2 to=Beat Muster charge=0.50
  2024-12-12 |statement 1, entry 2 -20.00 no=9930347TI7654321 ref=9930347TI7654321 code=PMNT/RCDT/ATXN text=Storno Gutschrift reversal
  2024-12-12 |statement 1, entry 3 1.00 code=ZINS
0240-345678.9 USD 202412120002/7 2024-12-12..2024-12-12 -12.00 -> -12.00 pending 0
`,
		"chinese-02": `6222000011112222 CNY 6222000011112222-20241212/ 2024-12-12..2024-12-12 10000.00 -> 9900.10 pending 0
  2024-12-12 |statement 1, entry 1 -99.90 no=20241212000000012345 ref=20241212000000012345 code=网银转账 to=张三 acct=6222021234567890123 text=提现
  2024-12-12 |statement 1, entry 2 -50.00 no=20241212000000012346 ref=20241212000000012346 code=网银转账
  2024-12-12 |statement 1, entry 3 50.00 no=20241212000000012347 ref=20241212000000012347 code=冲正 text=冲正20241212000000012346 reversal
`,
	} {
		file, err := os.ReadFile(filepath.Join("testdata/camt", name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		got, format, err := statements(file)
		if diff := cmp.Diff(want, said(got)); diff != "" || err != nil || format != funds.BankCAMT053 {
			t.Errorf("%s: %s, %v (-want +got):\n%s", name, format, err, diff)
		}
		validate(t, "camt.053.001."+name[len(name)-2:], file)
	}
}

// TestAccountsSayWhoseTheyAre looks at what the lines above leave out.
func TestAccountsSayWhoseTheyAre(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/camt/chinese-02.xml")
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := statements(file)
	want := funds.BankAccount{Number: "6222000011112222", Currency: "CNY", Bank: "308584000013", Holder: "示例商贸有限公司"}
	if err != nil || got[0].Account != want {
		t.Errorf("%+v, %v", got[0].Account, err)
	}
}

// camt is a statement in version .08 with an account, balances and whatever stands between and behind them.
func camt(head, entries string) string {
	return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` + head + "<Stmt><Id>S1</Id>" +
		`<Acct><Id><Othr><Id>1</Id></Othr></Id><Ccy>CNY</Ccy></Acct>` + balance("OPBD", "10.00") + balance("CLBD", "9.00") + "\n" + entries + `</Stmt></BkToCstmrStmt></Document>`
}

func balance(is, amount string) string {
	return `<Bal><Tp><CdOrPrtry><Cd>` + is + `</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">` + amount + `</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-12-12</Dt></Dt></Bal>`
}

// entry is a booked line with an amount and whatever else it says.
func entry(amount, more string) string {
	return `<Ntry><Amt Ccy="CNY">` + amount + `</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2024-12-12</Dt></BookgDt>` + more + `</Ntry>`
}

func transaction(more string) string {
	return `<TxDtls>` + more + `</TxDtls>`
}

func TestLinesAreReadAsTheyAreSaid(t *testing.T) {
	t.Parallel()
	const amounts = `<Amt Ccy="CNY">0.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>`
	for name, test := range map[string]struct{ entry, want string }{
		"spellings of a decimal":         {entry("+0001.500", ""), "-1.50"},
		"none before the point":          {entry(".5", ""), "-0.50"},
		"nothing is left out":            {entry("0.00", ""), ""},
		"no reference":                   {entry("1", `<AcctSvcrRef>NONREF</AcctSvcrRef>`), "-1.00"},
		"a batch by its parts alone":     {entry("1", `<NtryDtls>`+transaction(`<Refs><PmtInfId>B</PmtInfId></Refs>`+amounts)+transaction(`<Refs><PmtInfId>B</PmtInfId></Refs>`+amounts)+`</NtryDtls>`), "-1.00 batch B of 2 [-0.50 -0.50]"},
		"two batches in one line":        {entry("1", `<NtryDtls>`+transaction(`<Refs><PmtInfId>B</PmtInfId></Refs>`+amounts)+transaction(`<Refs><PmtInfId>C</PmtInfId></Refs>`+amounts)+`</NtryDtls>`), "-1.00 batch  of 2 [-0.50 -0.50]"},
		"details in two places":          {entry("1", `<NtryDtls>`+transaction(amounts)+`</NtryDtls><NtryDtls>`+transaction(amounts)+`</NtryDtls>`), "-1.00 batch  of 2 [-0.50 -0.50]"},
		"one of a batch":                 {entry("1", `<NtryDtls><Btch><PmtInfId>B</PmtInfId><NbOfTxs>1</NbOfTxs></Btch>`+transaction(`<Refs><EndToEndId>W</EndToEndId></Refs>`)+`</NtryDtls>`), "-1.00 e2e=W batch B of 1"},
		"one detail of many":             {entry("1", `<NtryDtls><Btch><PmtInfId>B</PmtInfId><NbOfTxs>9</NbOfTxs></Btch>`+transaction(`<Refs><EndToEndId>W</EndToEndId></Refs>`)+`</NtryDtls>`), "-1.00 batch B of 9"},
		"a part against the others":      {entry("1", `<NtryDtls>`+transaction(amounts)+transaction(`<Amt Ccy="CNY">0.20</Amt><CdtDbtInd>CRDT</CdtDbtInd>`)+`</NtryDtls>`), "-1.00 batch  of 2 [-0.50 0.20]"},
		"another namespace's":            {entry("1", `<NtryDtls>`+transaction(`<SplmtryData><Envlp><x:Amt xmlns:x="y">7</x:Amt></Envlp></SplmtryData>`)+`</NtryDtls>`), "-1.00"},
		"a return by its kind alone":     {entry("1", `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>`), "-1.00 code=PMNT/RCDT/RRTN returned  \"\""},
		"a charge that is not included":  {entry("1", `<Chrgs><Rcrd><Amt Ccy="CNY">0.10</Amt><ChrgInclInd>false</ChrgInclInd></Rcrd></Chrgs>`), "-1.00"},
		"a charge in another currency":   {entry("1", `<Chrgs><Rcrd><Amt Ccy="EUR">0.10</Amt><ChrgInclInd>1</ChrgInclInd></Rcrd></Chrgs>`), "-1.00"},
		"a charge of line and detail":    {entry("1", `<Chrgs><Rcrd><Amt Ccy="CNY">0.10</Amt><ChrgInclInd>1</ChrgInclInd></Rcrd></Chrgs><NtryDtls>`+transaction(`<Chrgs><Rcrd><Amt Ccy="CNY">0.10</Amt><ChrgInclInd>1</ChrgInclInd></Rcrd></Chrgs>`)+`</NtryDtls>`), "-1.00 charge=0.10"},
		"a text that is long":            {entry("1", `<AddtlNtryInf>`+strings.Repeat("长", 200)+`</AddtlNtryInf>`), "-1.00 text=" + strings.Repeat("长", funds.MaxBankTextRunes)},
		"what is announced":              {strings.Replace(entry("1", ""), "BOOK", "PDNG", 1), "pending"},
		"what is booked at another date": {entry("1", `<ValDt><DtTm>2024-12-15T00:00:00Z</DtTm></ValDt>`), "-1.00"},
	} {
		got, _, err := statements([]byte(camt("", test.entry)))
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := ""
		if got[0].Pending > 0 {
			text = "pending"
		}
		for _, line := range got[0].Lines {
			text += part(line.BankPart)
			if line.Batch != "" || line.Count > 0 {
				text += fmt.Sprintf(" batch %s of %d", line.Batch, line.Count)
			}
			for i, p := range line.Parts {
				text += map[bool]string{true: " [", false: " "}[i == 0] + part(p) + map[bool]string{true: "]"}[i == len(line.Parts)-1]
			}
		}
		if text != test.want {
			t.Errorf("%s: %q, want %q", name, text, test.want)
		}
	}
}

func TestAStatementThatIsNotUnderstoodIsRefusedWhole(t *testing.T) {
	t.Parallel()
	const at = "Document/BkToCstmrStmt/Stmt"
	whole := camt("", entry("1", ""))
	without := func(old, text string) string { return strings.Replace(whole, old, text, 1) }
	for name, test := range map[string]struct{ file, want string }{
		"an interim report":             {strings.ReplaceAll(whole, "camt.053.001.08", "camt.052.001.08"), "xml_interim 1 camt.052.001.08"},
		"another version":               {strings.ReplaceAll(whole, "camt.053.001.08", "camt.053.001.13"), "xml_kind 1 camt.053.001.13"},
		"an order to pay":               {strings.ReplaceAll(whole, "camt.053.001.08", "pain.001.001.09"), "xml_kind 1 pain.001.001.09"},
		"another message inside":        {strings.ReplaceAll(whole, "BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"), "xml_kind 1 BkToCstmrDbtCdtNtfctn"},
		"no statement":                  {`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt/></Document>`, "xml_missing 1 BkToCstmrStmt/Stmt"},
		"no account":                    {without(`<Acct><Id><Othr><Id>1</Id></Othr></Id><Ccy>CNY</Ccy></Acct>`, ""), "xml_missing 2 Document/BkToCstmrStmt/Stmt/Acct"},
		"no opening balance":            {without("OPBD", "ITBD"), "xml_missing 1 Stmt/Bal OPBD"},
		"no closing balance":            {without("CLBD", "CLAV"), "xml_missing 1 Stmt/Bal CLBD"},
		"two closing balances":          {camt("", balance("CLBD", "8.00")), "xml_twice 2 " + at + "/Bal CLBD"},
		"a balance without its sign":    {without("<CdtDbtInd>CRDT</CdtDbtInd>", ""), "xml_missing 1 " + at + "/CdtDbtInd"},
		"a line without its sign":       {without("<CdtDbtInd>DBIT</CdtDbtInd>", ""), "xml_missing 2 " + at + "/CdtDbtInd"},
		"another sign":                  {without("DBIT", "DEBIT"), "xml_value 2 " + at + "/CdtDbtInd DEBIT"},
		"a line without an amount":      {without(`<Amt Ccy="CNY">1</Amt>`, ""), "xml_missing 2 " + at + "/Amt"},
		"an amount of three places":     {without(`"CNY">1<`, `"CNY">1.005<`), "xml_value 2 " + at + "/Amt 1.005"},
		"an amount below zero":          {without(`"CNY">1<`, `"CNY">-1<`), "xml_value 2 " + at + "/Amt -1"},
		"an amount as a float":          {without(`"CNY">1<`, `"CNY">1E2<`), "xml_value 2 " + at + "/Amt 1E2"},
		"no number":                     {without(`"CNY">1<`, `"CNY">1,00<`), "xml_value 2 " + at + "/Amt 1,00"},
		"two amounts":                   {without(`<Amt Ccy="CNY">1</Amt>`, `<Amt Ccy="CNY">1</Amt><Amt Ccy="CNY">2</Amt>`), "xml_twice 2 " + at + "/Ntry/Amt"},
		"another currency":              {without(`<Amt Ccy="CNY">1<`, `<Amt Ccy="EUR">1<`), "xml_value 2 " + at + "/Amt 1 EUR"},
		"no status":                     {without(`<Sts><Cd>BOOK</Cd></Sts>`, ""), "xml_missing 2 " + at + "/Sts"},
		"a status that is not known":    {without(`BOOK`, "REJT"), "xml_value 2 " + at + "/Sts REJT"},
		"no booking day":                {without(`<BookgDt><Dt>2024-12-12</Dt></BookgDt>`, ""), "xml_missing 2 " + at + "/BookgDt"},
		"a day that never was":          {without(`<BookgDt><Dt>2024-12-12`, `<BookgDt><Dt>2024-02-30`), "xml_value 2 " + at + "/BookgDt 2024-02-30"},
		"a reversal or not":             {camt("", entry("1", `<RvslInd>maybe</RvslInd>`)), "xml_value 2 " + at + "/RvslInd maybe"},
		"parts without amounts":         {camt("", entry("1", `<NtryDtls>`+transaction("")+transaction("")+`</NtryDtls>`)), "xml_missing 2 " + at + "/NtryDtls/TxDtls/Amt"},
		"a reference that is too long":  {camt("", entry("1", `<AcctSvcrRef>`+strings.Repeat("x", 65)+`</AcctSvcrRef>`)), "xml_value 2 " + at + "/AcctSvcrRef " + strings.Repeat("x", 64) + "…"},
		"a count that is none":          {camt("", entry("1", `<NtryDtls><Btch><NbOfTxs>x</NbOfTxs></Btch></NtryDtls>`)), "xml_value 2 " + at + "/Ntry/NtryDtls/NbOfTxs x"},
		"a text in a reference's place": {camt("", entry("1", `<AddtlNtryInf>`+strings.Repeat("x", 9_000)+`</AddtlNtryInf>`)), "xml_value 2 " + at + "/Ntry/AddtlNtryInf " + strings.Repeat("x", 64) + "…"},
		"one statement twice":           {strings.Replace(whole, "</Stmt>", "</Stmt>"+whole[strings.Index(whole, "<Stmt>"):strings.Index(whole, "</Stmt>")+7], 1), "xml_twice 2 Stmt S1"},
		"half of it":                    {whole[:len(whole)-40], "xml_broken 2"},
		"two of it":                     {whole + whole, "xml_broken 2"},
	} {
		got, _, err := statements([]byte(test.file))
		if refused(err) != test.want || got != nil {
			t.Errorf("%s: %v is\n%q, want\n%q", name, err, refused(err), test.want)
		}
	}
}
