package iso20022_test

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
)

// refused is an error's reason, line, element and text.
func refused(err error) string {
	var fault *funds.Error
	if !errors.As(err, &fault) {
		return ""
	}
	text := string(fault.Reason) + " " + strconv.FormatInt(fault.Facts.Line, 10)
	for _, more := range []string{fault.Facts.Field, fault.Facts.Text} {
		if more != "" {
			text += " " + more
		}
	}
	return text
}

func TestAReportSaysWhatBecameOfEachPayment(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"03", "12"} {
		file, err := os.ReadFile("testdata/status.xml")
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(file), "pain.002.001.03", "pain.002.001."+version)
		validate(t, "pain.002.001."+version, []byte(text))
		status, err := iso20022.ReadStatus(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		refusedAs := func(reason, text string) iso20022.Verdict {
			return iso20022.Verdict{Outcome: iso20022.OutcomeRefused, Code: "RJCT", Reason: reason, Text: text}
		}
		want := map[string]iso20022.PaymentStatus{
			"PB-1 W1": {ID: "W1", Line: 18, Verdict: iso20022.Verdict{Outcome: iso20022.OutcomeDone, Code: "ACSC"}, Reference: "2024121200000001", Amount: 99_90, Currency: "CNY"},
			"PB-1 W2": {ID: "W2", Line: 30, Verdict: refusedAs("AC01", "账号有误 请核对")},
			"PB-1 W3": {ID: "W3", Line: 43, Verdict: iso20022.Verdict{Code: "ACSP"}},
			"PB-1 W4": {ID: "W4"}, // not named
			"PB-2 W5": {ID: "W5"}, // of another message, in whichever block
		}
		got := map[string]iso20022.PaymentStatus{}
		for of := range want {
			block, id, _ := strings.Cut(of, " ")
			got[of] = status.Of(block, id)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", version, diff)
		}
		if status.ID != "R-1" || status.Original != "PB-1" || status.Group.Code != "PART" {
			t.Errorf("%+v", status)
		}
	}
}

// report is a pain.002 with what stands in its body.
func report(body string) string {
	return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R</MsgId></GrpHdr>` + "\n" + body + "</CstmrPmtStsRpt></Document>"
}

const (
	groupPart = `<OrgnlGrpInfAndSts><OrgnlMsgId>B</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>`
	groupRJCT = `<OrgnlGrpInfAndSts><OrgnlMsgId>B</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>X1</Prtry></Rsn></StsRsnInf></OrgnlGrpInfAndSts>`
	oneDone   = `<TxInfAndSts><OrgnlEndToEndId>W1</OrgnlEndToEndId><TxSts>ACCC</TxSts></TxInfAndSts>`
)

func block(body string) string {
	return `<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>` + body + `</OrgnlPmtInfAndSts>`
}

func TestTheWholeIsRefusedOrNothingIsSaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want iso20022.Verdict
	}{
		"all refused":              {groupRJCT, iso20022.Verdict{Outcome: iso20022.OutcomeRefused, Code: "RJCT", Reason: "X1"}},
		"all settled, none named":  {strings.Replace(groupPart, "PART", "ACSC", 1), iso20022.Verdict{}},
		"a block settled":          {groupPart + block(`<PmtInfSts>ACSC</PmtInfSts>`), iso20022.Verdict{}},
		"a block refused":          {groupPart + block(`<PmtInfSts>RJCT</PmtInfSts>`), iso20022.Verdict{Outcome: iso20022.OutcomeRefused, Code: "RJCT"}},
		"one credited":             {groupPart + block(oneDone), iso20022.Verdict{Outcome: iso20022.OutcomeDone, Code: "ACCC"}},
		"one by its instruction":   {groupPart + block(`<TxInfAndSts><OrgnlInstrId>W1</OrgnlInstrId><OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>`), iso20022.Verdict{Outcome: iso20022.OutcomeRefused, Code: "RJCT"}},
		"a block for each payment": {groupPart + block(`<PmtInfSts>RJCT</PmtInfSts>`) + block(`<PmtInfSts>RJCT</PmtInfSts><TxInfAndSts><OrgnlEndToEndId>W1</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>`), iso20022.Verdict{Outcome: iso20022.OutcomeRefused, Code: "RJCT"}},
		"another message's":        {strings.Replace(groupRJCT, ">B<", ">C<", 1) + block(`<PmtInfSts>RJCT</PmtInfSts>`), iso20022.Verdict{}},
		"another block's":          {groupPart + strings.Replace(block(`<PmtInfSts>RJCT</PmtInfSts>`), ">B<", ">C<", 1), iso20022.Verdict{}},
		"a word that is not known": {groupPart + block(`<TxInfAndSts><OrgnlEndToEndId>W1</OrgnlEndToEndId><TxSts>XXXX</TxSts></TxInfAndSts>`), iso20022.Verdict{Code: "XXXX"}},
		"one without a status in a block that is refused": {
			groupPart + block(`<PmtInfSts>RJCT</PmtInfSts><TxInfAndSts><OrgnlEndToEndId>W1</OrgnlEndToEndId></TxInfAndSts>`), iso20022.Verdict{Outcome: iso20022.OutcomeRefused, Code: "RJCT"},
		},
	} {
		status, err := iso20022.ReadStatus(strings.NewReader(report(test.body)))
		if got := status.Of("B", "W1").Verdict; err != nil || got != test.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestAReportThatIsNotUnderstoodIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"no report of a group":      {report(``), "xml_missing 2 OrgnlGrpInfAndSts"},
		"no message that it is of":  {report(`<OrgnlGrpInfAndSts/>`), "xml_missing 2 CstmrPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgId"},
		"two groups":                {report(groupPart + groupPart), "xml_twice 2 CstmrPmtStsRpt/OrgnlGrpInfAndSts"},
		"a block without a name":    {report(groupPart + `<OrgnlPmtInfAndSts/>`), "xml_missing 2 CstmrPmtStsRpt/OrgnlPmtInfAndSts/OrgnlPmtInfId"},
		"a payment without a name":  {report(groupPart + block(`<TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts>`)), "xml_missing 2 CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts/OrgnlEndToEndId"},
		"two statuses of a payment": {report(groupPart + block(`<TxInfAndSts><TxSts>ACSC</TxSts><TxSts>RJCT</TxSts></TxInfAndSts>`)), "xml_twice 2 CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts/TxSts"},
		"two statuses of a block":   {report(groupPart + block(`<PmtInfSts>ACSC</PmtInfSts><PmtInfSts>RJCT</PmtInfSts>`)), "xml_twice 2 CstmrPmtStsRpt/OrgnlPmtInfAndSts/PmtInfSts"},
		"one payment twice":         {report(groupPart + block(oneDone+oneDone)), "xml_twice 2 TxInfAndSts W1"},
		"done in a refused block":   {report(groupPart + block(`<PmtInfSts>RJCT</PmtInfSts>`+oneDone)), "xml_value 2 TxInfAndSts/TxSts ACCC"},
		"done in a refused group":   {report(groupRJCT + block(oneDone)), "xml_value 2 TxInfAndSts/TxSts ACCC"},
		"a done block of one":       {report(groupRJCT + block(`<PmtInfSts>ACSC</PmtInfSts>`)), "xml_value 2 OrgnlPmtInfAndSts/PmtInfSts ACSC"},
		"a block refused, and not":  {report(groupPart + block(`<PmtInfSts>RJCT</PmtInfSts>`) + block(`<PmtInfSts>ACSP</PmtInfSts>`)), "xml_twice 2 OrgnlPmtInfAndSts B"},
		"an amount of three places": {
			report(groupPart + block(`<TxInfAndSts><OrgnlEndToEndId>W</OrgnlEndToEndId><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">1.005</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>`)),
			"xml_value 2 CstmrPmtStsRpt/OrgnlPmtInfAndSts/InstdAmt 1.005",
		},
		"another message":  {strings.ReplaceAll(report(groupPart), "pain.002.001.10", "pain.001.001.09"), "xml_kind 1 pain.001.001.09"},
		"another version":  {strings.ReplaceAll(report(groupPart), "pain.002.001.10", "pain.002.001.99"), "xml_kind 1 pain.002.001.99"},
		"no namespace":     {`<Document/>`, "xml_kind 1 Document"},
		"another document": {`<html xmlns="http://www.w3.org/1999/xhtml"/>`, "xml_kind 1 http://www.w3.org/1999/xhtml"},
		"entities":         {"<!DOCTYPE x [<!ENTITY a \"aa\">]>\n" + report(`&a;`), "xml_declares 1"},
		"an external one":  {"<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + report(``), "xml_declares 1"},
		"half of it":       {report(groupPart)[:150], "xml_broken 2"},
		"nothing":          {"", "xml_broken 1"},
	} {
		status, err := iso20022.ReadStatus(strings.NewReader(test.file))
		if refused(err) != strings.ReplaceAll(test.want, "CstmrPmtStsRpt", "Document/CstmrPmtStsRpt") {
			t.Errorf("%s: %v is %q, want %q; %+v", name, err, refused(err), test.want, status)
		}
	}
}

func FuzzAReportIsReadOrRefused(f *testing.F) {
	f.Add(report(groupPart + block(oneDone)))
	f.Add(report(groupRJCT))
	f.Add("<!DOCTYPE x>")
	f.Fuzz(func(t *testing.T, file string) {
		if _, err := iso20022.ReadStatus(strings.NewReader(file)); err != nil && (funds.CodeOf(err) != funds.CodeInvalid || refused(err) == "") {
			t.Errorf("neither read nor refused: %v", err)
		}
	})
}
