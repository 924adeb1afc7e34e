package bankcsv_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/bankcsv"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAFileIsReadByTheNamesOfItsColumns(t *testing.T) {
	t.Parallel()
	got, err := bankcsv.Read(strings.NewReader("\ufeffamount,day,balance,endToEndId,transactionNo,reference,batch,code,text,return,name,account,reversal\r\n" +
		"-40,2026-03-10,60.00,E1,N1,R1,B1,C1,\"a\tb\",AC04,张三,6222,true\r\n5.00,2026-03-11,65,,,,,,,,,,false\r\n"))
	if err == nil {
		t.Fatalf("a tab is read: %+v", got)
	}
	got, err = bankcsv.Read(strings.NewReader("\ufeffamount,day,balance,endToEndId,transactionNo,reference,batch,code,text,return,name,account,reversal\r\n" +
		"-40,2026-03-10,60.00,E1,N1,R1,B1,C1,\"a, b\",AC04,张三,6222,true\r\n5.00,2026-03-11,65,,,,,,,,,,false\r\n"))
	want := funds.BankStatement{From: "2026-03-10", To: "2026-03-11", Balanced: true, Opening: 100_00, Closing: 65_00, Lines: []funds.BankLine{
		{Place: "row 2", Day: "2026-03-10", Batch: "B1", Reversal: true, Running: 60_00, Runs: true, BankPart: funds.BankPart{
			Amount: -40_00, EndToEnd: "E1", TransactionNo: "N1", Reference: "R1", Code: "C1", Text: "a, b",
			Return: funds.BankReturn{Is: true, Reason: "AC04"}, Party: funds.BankParty{Name: "张三", Account: "6222"},
		}},
		{Place: "row 3", Day: "2026-03-11", Running: 65_00, Runs: true, BankPart: funds.BankPart{Amount: 5_00}},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v:\n%s", err, diff)
	}
	bare, err := bankcsv.Read(strings.NewReader("day,amount\n2026-03-10,-1.50\n"))
	if err != nil || bare.Balanced || bare.Opening != 0 || bare.Lines[0].Amount != -1_50 {
		t.Errorf("%+v, %v", bare, err)
	}
}

func TestWhatIsNotUnderstoodIsNamedByRowAndColumn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		reason      funds.Reason
		row, column string
	}{
		"":                                    {bankcsv.ReasonRow, "1", ""},
		"day\n":                               {bankcsv.ReasonHeader, "amount", ""},
		"day,amount,sum\n":                    {bankcsv.ReasonHeader, "sum", ""},
		"day,amount,day\n":                    {bankcsv.ReasonHeader, "day", ""},
		"day,amount\n2026-03-10\n":            {bankcsv.ReasonRow, "2", ""},
		"day,amount\n2026-03-10,1.005\n":      {bankcsv.ReasonCell, "2", "amount"},
		"day,amount\n2026-03-10,\"1,000\"\n":  {bankcsv.ReasonCell, "2", "amount"},
		"day,amount\n2026-03-10,1\n2026,\"\n": {bankcsv.ReasonRow, "3", ""},
		"day,amount,balance\n2026-03-10,1,\n": {bankcsv.ReasonCell, "2", "balance"},
		"day,amount,reversal\n2026-03-10,1,y": {bankcsv.ReasonCell, "2", "reversal"},
		"day,amount,text\n2026-03-10,1,\x01":  {bankcsv.ReasonCell, "2", "text"},
	} {
		_, err := bankcsv.Read(strings.NewReader(text))
		var refused *funds.Error
		if !errors.As(err, &refused) || refused.Reason != want.reason || refused.Facts.Text != want.row || refused.Facts.Other != want.column {
			t.Errorf("%q: %v, want %+v", text, err, want)
		}
	}
}
