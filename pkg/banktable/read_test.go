package banktable_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/banktable"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

var (
	account = funds.BankAccount{Number: "6222000011112222", Currency: "CNY"}
	chinese = banktable.Mapping{
		Day: "交易日期", Debit: "借方", Credit: "贷方", Balance: "余额", Number: "流水号", EndToEnd: "单号", Text: "摘要", Party: "对方户名", Account: "对方账号", Own: "本方账号",
		Returns: []string{"退汇"}, Reversals: []string{"冲正"},
	}
	signed = banktable.Mapping{Day: "Date", Value: "Value", Amount: "Amount", Balance: "Balance", Kind: "Type", Batch: "Batch", Date: banktable.DateDayFirst, DecimalComma: true, NewestFirst: true}
	worded = banktable.Mapping{Day: "d", Amount: "a", Direct: "cd", Balance: "b", Debits: []string{"支出", "D"}, Credits: []string{"收入", "C"}}
)

const head = "交易日期,本方账号,借方,贷方,余额,流水号,单号,对方户名,对方账号,摘要\n"

// told is what a file says, a line for each of its own; an error is its reason, line, column and text.
func told(file string, mapping banktable.Mapping) string {
	table, err := sheet.Open(strings.NewReader(file), int64(len(file)))
	if err != nil {
		return err.Error()
	}
	s, err := banktable.Read(table, mapping, account)
	var fault *funds.Error
	if errors.As(err, &fault) {
		return strings.TrimRight(string(fault.Reason)+" "+strconv.FormatInt(fault.Facts.Line, 10)+" "+fault.Facts.Field+" "+fault.Facts.Text+fault.Facts.Options, " ")
	}
	all := fmt.Sprintf("%s %s..%s %s -> %s", s.Account.Number, s.From, s.To, s.Opening.Fixed(), s.Closing.Fixed())
	for _, line := range s.Lines {
		all += fmt.Sprintf("\n%s %s %s %s=%s", line.Place, line.Day, line.Value, line.Amount.Fixed(), line.Running.Fixed())
		for _, more := range []string{line.EndToEnd, line.TransactionNo, line.Code, line.Batch, line.Party.Name, line.Party.Account, line.Text, line.Return.Reason} {
			if more != "" {
				all += " " + more
			}
		}
		if line.Reversal {
			all += " reversal"
		}
	}
	return all
}

func TestAStatementIsReadByItsMapping(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file    string
		mapping banktable.Mapping
		want    string
	}{
		"debits and credits": {
			"账户明细\n户名：示例,币种：人民币\n" + head +
				"2024-12-12,6222 0000 1111 2222,\"1,099.90\",,\"8,900.10\",20241212000000012345,ABCD234520241212030405,张三,6222021234567890123,提现\n" +
				"20241213,,,99.00,8999.10,T2,,李四,,退汇 账号有误\n2024年12月13日,,,0.90,9000,T3,--,,,冲正\n合计,,1099.90,99.90,,,,,,\n共 3 笔\n", chinese,
			"6222000011112222 2024-12-12..2024-12-13 10000.00 -> 9000.00\n" +
				"row 4 2024-12-12  -1099.90=8900.10 ABCD234520241212030405 20241212000000012345 张三 6222021234567890123 提现\n" +
				"row 5 2024-12-13  99.00=8999.10 T2 李四 退汇 账号有误 退汇\nrow 6 2024-12-13  0.90=9000.00 T3 冲正 reversal",
		},
		"signs, decimal commas, the newest first": {
			"Date;Value;Type;Batch;Amount;Balance\n13.12.2024;14.12.2024;Fee;;-1,5;-2.001,50\n12/12/2024;;Batch;B1;-3.000,00;-2.000,00\n", signed,
			"6222000011112222 2024-12-12..2024-12-13 1000.00 -> -2001.50\nrow 3 2024-12-12  -3000.00=-2000.00 Batch B1\nrow 2 2024-12-13 2024-12-14 -1.50=-2001.50 Fee",
		},
		"words for signs":         {"d,cd,a,b\n2024-12-12,支出,5,5\n2024/12/12 10:00:00,C,1,6\n2024-12-12,D,-1,5\n", worded, "6222000011112222 2024-12-12..2024-12-12 10.00 -> 5.00\nrow 2 2024-12-12  -5.00=5.00\nrow 3 2024-12-12  1.00=6.00\nrow 4 2024-12-12  -1.00=5.00"},
		"lines that move nothing": {"d,cd,a,b\n2024-12-12,D,0.00,5\n2024-12-12,D,1,4\n", worded, "6222000011112222 2024-12-12..2024-12-12 5.00 -> 4.00\nrow 3 2024-12-12  -1.00=4.00"},
		"an American date":        {"d,cd,a,b\n12/31/2024,D,1,4\n", func() banktable.Mapping { m := worded; m.Date = banktable.DateUS; return m }(), "6222000011112222 2024-12-31..2024-12-31 5.00 -> 4.00\nrow 2 2024-12-31  -1.00=4.00"},
	} {
		if got := told(test.file, test.mapping); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestATableThatIsNotUnderstoodIsRefusedWhole(t *testing.T) {
	t.Parallel()
	const good = "2024-12-12,D,1,4\n"
	for name, test := range map[string]struct {
		file    string
		mapping banktable.Mapping
		want    string
	}{
		"no day":                  {"d,cd,a,b\n" + good + ",D,1,3\n", worded, "line_value 3 d"},
		"no day that ever was":    {"d,cd,a,b\n2024-02-30,D,1,4\n", worded, "line_value 2 d 2024-02-30"},
		"no amount":               {"d,cd,a,b\n2024-12-12,D,x,4\n", worded, "line_value 2 a x"},
		"three decimals":          {"d,cd,a,b\n2024-12-12,D,1.005,4\n", worded, "line_value 2 a 1.005"},
		"no balance":              {"d,cd,a,b\n2024-12-12,D,1,\n", worded, "line_value 2 b"},
		"no direction":            {"d,cd,a,b\n2024-12-12,?,1,4\n", worded, "line_value 2 cd ?"},
		"a credit and a debit":    {head + "2024-12-12,,1,1,9,T,,,,\n", chinese, "line_value 2 借方 1"},
		"another account":         {head + "2024-12-12,6222,1,,9,T,,,,\n", chinese, "line_account 2  6222"},
		"a number that is cut":    {head + "2024-12-12,,1,,9,2.02E+19,,,,\n", chinese, "cell_lost 2 F 2.02E+19"},
		"a reference too long":    {head + "2024-12-12,,1,,9," + strings.Repeat("9", 65) + ",,,,\n", chinese, "line_value 2 流水号 " + strings.Repeat("9", 64)},
		"columns that are not":    {"交易日期,借方,贷方\n", chinese, "columns_missing 0  余额,单号,流水号,摘要,对方户名,对方账号,本方账号"},
		"a column twice":          {"d,cd,a,b,a\n" + good, worded, "line_value 1 a a"},
		"no lines":                {"d,cd,a,b\n", worded, "file_empty 0"},
		"a header that is far":    {strings.Repeat("x\n", 30) + "d,cd,a,b\n" + good, worded, "columns_missing 0  d,a,b,cd"},
		"a mapping of nothing":    {"a\n", banktable.Mapping{}, "mapping_incomplete 0  day,balance,amount"},
		"a mapping of two kinds":  {"a\n", banktable.Mapping{Day: "d", Balance: "b", Amount: "a", Debit: "x", Credit: "y"}, "mapping_incomplete 0  amount"},
		"a mapping without words": {"a\n", banktable.Mapping{Day: "d", Balance: "b", Amount: "a", Direct: "x"}, "mapping_incomplete 0  debits"},
	} {
		if got := told(test.file, test.mapping); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func FuzzATableIsReadOrRefused(f *testing.F) {
	f.Add("d,cd,a,b\n2024-12-12,D,1,4\n2024-12-13,C,\"1,000.50\",1004.5\n合计,,,\n")
	f.Add("d;cd;a;b\n20241212;D;-1;(4)\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := sheet.Open(strings.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		s, err := banktable.Read(table, worded, account)
		if err != nil {
			if funds.CodeOf(err) != funds.CodeInvalid {
				t.Errorf("neither read nor refused: %v", err)
			}
			return
		}
		for _, line := range s.Lines {
			if line.Amount == 0 || line.Day < s.From || line.Day > s.To {
				t.Errorf("a line of nothing: %+v", line)
			}
		}
	})
}
