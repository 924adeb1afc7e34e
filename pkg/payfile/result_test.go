package payfile_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/payfile"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

// told are a file's results, a line for each; an error is its reason.
func told(file string) string {
	table, err := sheet.Open(strings.NewReader(file), int64(len(file)))
	if err != nil {
		return err.Error()
	}
	results, err := payfile.ReadResults(table)
	var fault *funds.Error
	if errors.As(err, &fault) {
		return strings.TrimSpace(string(fault.Reason) + " " + fault.Facts.Field)
	}
	var lines []string
	for _, r := range results {
		line := strconv.Itoa(r.Line) + " " + r.ID + " " + string(r.Outcome)
		if r.Err != nil {
			lines = append(lines, strconv.Itoa(r.Line)+" "+r.ID+" !"+string(r.Err.Reason))
			continue
		}
		for _, more := range []string{r.TransactionNo, r.Reason, r.Day} {
			if more != "" {
				line += " " + more
			}
		}
		if r.Amount != 0 {
			line += " " + r.Amount.Fixed()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestResultsAreReadRowByRow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"numbers alone":        {"单号,交易流水号\nW1,T1\nW2,\n", "2 W1 paid T1\n3 W2 "},
		"numbers and reasons":  {"id,transactionNo,reason\nW1,T1,\nW2,,账号有误\nW3,T3,AC01\n", "2 W1 paid T1\n3 W2 failed 账号有误\n4 W3 !row_both"},
		"words":                {"单号;状态;流水号;失败原因\nW1;成功;T1;\nW2;失败;T2;户名不符\nW3;处理中;;\nW4;???;T4;\nW5;成功;;\nW6;FAILED;;\n", "2 W1 paid T1\n3 W2 failed 户名不符\n4 W3 \n5 W4 !row_word\n6 W5 !row_no_number\n7 W6 failed"},
		"amounts and days":     {"单号,流水号,金额(元),记账日期\nW1,T1,\"1,234.50\",2024-12-12\nW2,T2,1.005,\nW3,T3,abc,\nW4,T4,-1,\n", "2 W1 paid T1 2024-12-12 1234.50\n3 W2 !row_amount\n4 W3 !row_amount\n5 W4 !row_amount"},
		"one twice":            {"id,reference\nW1,T1\nW1,T2\n", "2 W1 !row_twice\n3 W1 !row_twice"},
		"lines around":         {"某银行批量付款结果\n批次号：1,日期：2\n\n商户流水号,收款人,支付宝流水号\nW1,张三,T1\n合计,,\n共,1 笔\n", "5 W1 paid T1\n7 共 "},
		"a result of nothing":  {"id,reference\n,T1\n", "2  !row_no_id"},
		"a number that is cut": {"id,reference,amount\nW1,2.02E+19,1\nW2,T2,2\n", "2 W1 !cell_lost\n3 W2 paid T2 2.00"},
		"no header":            {"a,b\nW1,T1\n", "results_header"},
		"no result":            {"单号,金额\nW1,1\n", "results_header"},
		"a header far below":   {strings.Repeat("x\n", 21) + "id,reference\nW1,T1\n", "results_header"},
		"a column twice":       {"单号,流水号,交易号\nW1,T1,T2\n", "column_twice 交易号"},
	} {
		if got := told(test.file); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// TestAWorkbookOfResultsHasItsFaultsByRow is a file that was filled in in a spreadsheet: what it lost refuses its rows alone.
func TestAWorkbookOfResultsHasItsFaultsByRow(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	err := payfile.Layouts()["xlsx"].Write(&file, batch())
	if err != nil {
		t.Fatal(err)
	}
	got := told(filled(t, file.Bytes()))
	want := "2 ABCD234520241212030405 !cell_lost\n3 ABCD234620241212030405 paid 20241212000000000002 0.10"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzResultsAreReadOrRefused(f *testing.F) {
	f.Add("单号,状态,流水号,失败原因,金额\nW1,成功,T1,,1.00\nW2,失败,,x,\n")
	f.Add("id\treference\nW1\tT1\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := sheet.Open(strings.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		results, err := payfile.ReadResults(table)
		if err != nil && funds.CodeOf(err) != funds.CodeInvalid {
			t.Errorf("neither read nor refused: %v", err)
		}
		for _, r := range results {
			if r.Err == nil && (r.ID == "" || (r.Outcome == payfile.OutcomePaid) != (r.TransactionNo != "")) {
				t.Errorf("a result of nothing: %+v", r)
			}
		}
	})
}
