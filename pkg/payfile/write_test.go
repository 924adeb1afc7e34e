package payfile_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/payfile"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

var update = flag.Bool("update", false, "write the golden files anew")

func batch() payfile.Batch {
	return payfile.Batch{
		ID: "PB-20241212-0001", At: time.Date(2024, time.December, 12, 3, 4, 5, 0, time.UTC), Day: "2024-12-12",
		Account: funds.PayingAccount{ID: "cmb", Holder: "示例商贸有限公司", Number: "6222000011112222", Bank: "308584000013", Currency: "CNY"},
		Rows: []payfile.Row{
			{"ABCD234520241212030405", 99_90, funds.Target{Account: "6222021234567890123", Owner: "张三", Bank: "工商银行", Remark: "第一\n第二"}},
			{"ABCD234620241212030405", 10, funds.Target{Account: " zhang@example.com", Owner: "𠮷田, \"b\"", Bank: "102100099996"}},
		},
	}
}

func written(t *testing.T, layout payfile.Layout, batch payfile.Batch) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := layout.Write(&file, batch); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestEveryLayoutIsWrittenAsItWas compares with files that people have looked at; a workbook by what is read of it.
func TestEveryLayoutIsWrittenAsItWas(t *testing.T) {
	t.Parallel()
	for name, layout := range payfile.Layouts() {
		file := written(t, layout, batch())
		if again := written(t, layout, batch()); !bytes.Equal(file, again) {
			t.Errorf("%s: two files of one batch differ", name)
		}
		if layout.Format == payfile.FormatXLSX {
			file = []byte(texts(t, file))
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if diff := cmp.Diff(string(want), string(file)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

// texts are a table's cells, a line for each row.
func texts(t *testing.T, file []byte) string {
	t.Helper()
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)))
	all := ""
	for err == nil {
		var row sheet.Row
		if row, err = table.Next(); err != nil {
			break
		}
		for i := range row.Len() {
			text, err := row.Text(i)
			if err != nil {
				t.Error(err)
			}
			all += text + "|"
		}
		all += "\n"
	}
	return all
}

func TestATableForABankSaysWhatItHasTo(t *testing.T) {
	t.Parallel()
	got := texts(t, written(t, payfile.Layouts()["csv-alipay"], batch()))
	want := "批次号|付款日期|付款人email|账户名称|总金额（元）|总笔数|\n" +
		"PB-20241212-0001|20241212|6222000011112222|示例商贸有限公司|100.00|2|\n" +
		"商户流水号|收款人email|收款人姓名|付款金额（元）|付款理由|\n" +
		"ABCD234520241212030405|6222021234567890123|张三|99.90|提现|\n" +
		"ABCD234620241212030405|zhang@example.com|𠮷田, \"b\"|0.10|提现|\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatALayoutDemandsAndARowLacksIsNamed(t *testing.T) {
	t.Parallel()
	layouts := payfile.Layouts()
	sepa := layouts["pain.001"]
	sepa.NeedsIBAN = true
	cnaps := layouts["csv"]
	cnaps.NeedsBank, cnaps.Banks = true, map[string]string{"招商银行": "308584000013", "Deutsche Bank": "DEUTDEFF"}
	coded := layouts["csv-gb18030"]
	coded.Columns = []payfile.Column{{Name: "联行号", Value: payfile.ValueBankCode, Needed: true}}
	coded.Totals = payfile.TotalsNone
	coded.Sums = nil
	with := func(change func(*payfile.Row)) payfile.Batch {
		b := batch()
		change(&b.Rows[0])
		return b
	}
	for name, test := range map[string]struct {
		layout payfile.Layout
		batch  payfile.Batch
		want   string
	}{
		"no IBAN":                    {sepa, batch(), "ABCD234520241212030405 account no_iban; ABCD234620241212030405 account no_iban"},
		"no bank's code":             {cnaps, batch(), "ABCD234520241212030405 bank no_bank_code"},
		"no code in its column":      {coded, batch(), "ABCD234520241212030405 bank no_bank_code"},
		"a BIC by the bank's name":   {cnaps, with(func(r *payfile.Row) { r.To.Bank = "Deutsche Bank" }), ""},
		"a name that looks like BIC": {cnaps, with(func(r *payfile.Row) { r.To.Bank = "BARCLAYS" }), "ABCD234520241212030405 bank no_bank_code"},
		"no holder":                  {layouts["csv-alipay"], with(func(r *payfile.Row) { r.To.Owner = "" }), "ABCD234520241212030405 holder field_missing"},
		"a serial that is long":      {layouts["csv-alipay"], with(func(r *payfile.Row) { r.ID += "9" }), "ABCD2345202412120304059 id text_too_long"},
		"a formula":                  {layouts["csv"], with(func(r *payfile.Row) { r.To.Owner = "=1+1" }), "ABCD234520241212030405 holder text_formula"},
		"a formula in a workbook":    {layouts["xlsx"], with(func(r *payfile.Row) { r.To.Owner = "=1+1" }), ""},
		"a control character":        {layouts["csv-gb18030"], with(func(r *payfile.Row) { r.To.Account = "1\x02" }), "ABCD234520241212030405 account file_text"},
		"nothing of an amount":       {layouts["csv"], with(func(r *payfile.Row) { r.Amount = 0 }), "ABCD234520241212030405 amount amount_form"},
		"all together too much":      {layouts["csv"], with(func(r *payfile.Row) { r.Amount = funds.MaxAmount }), " amount total_large"},
		"no payouts":                 {layouts["csv"], payfile.Batch{}, " ids no_payments"},
		"3,001 for 支付宝":              {layouts["csv-alipay"], many(3_001), " ids rows_too_many"},
		"10,001":                     {layouts["pain.001"], many(10_001), " ids rows_too_many"},
		"10,000":                     {layouts["pain.001"], many(10_000), ""},
		"no layout":                  {payfile.Layout{}, batch(), " format layout_unknown"},
		"an account of nobody":       {layouts["csv-alipay"], payfile.Batch{ID: "B", Rows: batch().Rows}, " ownNumber field_missing"},
		"a message from nobody":      {layouts["pain.001"], payfile.Batch{ID: "B", Rows: batch().Rows}, " accounts.holder field_missing"},
	} {
		var faults []string
		for _, fault := range test.layout.Check(test.batch) {
			faults = append(faults, string(fault.ID)+" "+fault.Err.Field+" "+string(fault.Err.Reason))
		}
		if got := strings.Join(faults, "; "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		var file bytes.Buffer
		if err := test.layout.Write(&file, test.batch); (err == nil) != (test.want == "") || (err != nil && file.Len() > 0) {
			t.Errorf("%s is written: %v, %d bytes", name, err, file.Len())
		}
	}
}

func many(rows int) payfile.Batch {
	b := batch()
	for n := len(b.Rows); n < rows; n++ {
		row := b.Rows[0]
		row.ID = funds.ID(fmt.Sprintf("AB%06d20241212030405", n))
		row.Amount = 1
		b.Rows = append(b.Rows, row)
	}
	return b
}

// TestAFileOf10000PayoutsTakesLittle counts what is allocated while it is written, so it runs alone.
func TestAFileOf10000PayoutsTakesLittle(t *testing.T) {
	for name, layout := range payfile.Layouts() {
		b := many(10_000)
		if name == "csv-alipay" {
			b = many(3_000)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := layout.Write(io.Discard, b); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if took, most := after.TotalAlloc-before.TotalAlloc, uint64(100<<20); took > most {
			t.Errorf("%s: %d bytes were allocated", name, took)
		}
	}
}

func TestAFileThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	for name, layout := range payfile.Layouts() {
		if err := layout.Write(full{}, batch()); funds.CodeOf(err) != funds.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAMessageHasTheBanksByTheirCodes(t *testing.T) {
	t.Parallel()
	layout := payfile.Layouts()["pain.001"]
	layout.Banks = map[string]string{"工商银行": "ICBKCNBJ"}
	file := string(written(t, layout, batch()))
	for _, want := range []string{"<BICFI>ICBKCNBJ</BICFI>", "<MmbId>102100099996</MmbId>", "<MmbId>308584000013</MmbId>", "<PmtInfId>PB-20241212-0001</PmtInfId>"} {
		if !strings.Contains(file, want) {
			t.Errorf("%s is not there:\n%s", want, file)
		}
	}
	if _, err := charset.Detect(strings.NewReader(file)); err != nil {
		t.Error(err)
	}
}

func TestAFormIsFoundByItsName(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"csv": "csv text/csv; charset=utf-8 10000", "csv-gb18030": "csv text/csv; charset=gb18030 10000", "csv-alipay": "csv text/csv; charset=gb18030 3000",
		"pain.001": "xml application/xml 10000", "xlsx": "xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet 10000",
	}
	got := map[string]string{}
	for _, name := range payfile.Names() {
		form, known := payfile.Find(name)
		if !known || form.Name != name {
			t.Errorf("%s: %+v", name, form)
		}
		got[name] = fmt.Sprintf("%s %s %d", form.Extension, form.Type, form.Most)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if form, known := payfile.Find("mt101"); known {
		t.Errorf("%+v", form)
	}
}

func TestWhatAPayoutLacksIsNamedBeforeThereIsABatch(t *testing.T) {
	t.Parallel()
	layout := payfile.Layouts()["csv-alipay"]
	w := funds.Withdrawal{ID: "ABCD234520241212030405", Amount: 100_00, Fee: 1_00, Target: funds.Target{Account: "a@b", Owner: "张三"}}
	if err := layout.Lack(w); err != nil {
		t.Error(err)
	}
	if row := payfile.RowOf(w); row.Amount != 99_00 {
		t.Errorf("%+v", row)
	}
	w.Target.Owner = ""
	if err := layout.Lack(w); !errors.Is(err, funds.Missing("holder")) {
		t.Errorf("%v", err)
	}
}
