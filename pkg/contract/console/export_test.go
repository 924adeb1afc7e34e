package console

import (
	"mime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestTheColumnsAreTheDocuments(t *testing.T) {
	t.Parallel()
	row := exportRow(list.Record{
		Withdrawal: funds.Withdrawal{
			ID: "6FMYX77620261121052842", UserID: "esc_001", State: funds.StateCompleted, Amount: 50_050, Fee: 50, Method: funds.MethodBank,
			Target: funds.Target{Account: "6228480012345678"}, CreatedAt: time.Date(2024, 12, 12, 16, 0, 0, 0, time.UTC),
			Payout: funds.Payout{PaidAt: time.Date(2024, 12, 13, 1, 2, 3, 999e6, time.UTC)}, FailReason: "无",
		},
		Wallet: funds.Wallet{Profile: funds.Profile{Name: "王小明", Phone: "13812348888"}},
	}, filterPolicy(), words.Reader{})
	want := map[string]any{
		"提现单号": "6FMYX776", "陪诊员ID": "esc_001", "陪诊员姓名": "王小明", "手机号": "138****8888",
		"提现金额": funds.Amount(50_050), "手续费": funds.Amount(50), "实际到账": funds.Amount(50_000),
		"提现方式": "银行卡", "收款账户": "****5678", "状态": "已完成",
		"申请时间": "2024-12-13 00:00:00 +0800", "打款时间": "2024-12-13 09:02:03 +0800", "失败原因": "无",
	}
	got := map[string]any{}
	for i, name := range exportHeader() {
		got[name] = row[i]
		if at, isTime := row[i].(time.Time); isTime {
			got[name] = at.Format("2006-01-02 15:04:05 -0700")
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(row) != len(want) {
		t.Errorf("%d columns (-want +got):\n%s", len(row), diff)
	}
}

func TestMethodsAndStatusesAreChinese(t *testing.T) {
	t.Parallel()
	const methodColumn, statusColumn, paidColumn = 7, 9, 11
	for method, want := range map[funds.Method]string{
		funds.MethodBank: "银行卡", funds.MethodAlipay: "支付宝", funds.MethodWechat: "微信", "MVola": "MVola 钱包", "gone": "gone",
	} {
		if got := exportRow(list.Record{Withdrawal: funds.Withdrawal{Method: method}}, filterPolicy(), words.Reader{})[methodColumn]; got != want {
			t.Errorf("%s is %q, want %q", method, got, want)
		}
	}
	for state, want := range map[funds.State]string{
		funds.StatePending: "待审核", funds.StateApproved: "已审核", funds.StateProcessing: "打款中", funds.StateCompleted: "已完成",
		funds.StateRejected: "已驳回", funds.StateFailed: "已失败", funds.StateCancelled: "已驳回",
	} {
		row := exportRow(list.Record{Withdrawal: funds.Withdrawal{State: state}}, filterPolicy(), words.Reader{})
		paid, _ := row[paidColumn].(time.Time)
		if row[statusColumn] != want || !paid.IsZero() {
			t.Errorf("%s is %q, want %q; paid at %q", state, row[statusColumn], want, paid)
		}
	}
}

func TestTheFileIsNamedInChineseAndInASCII(t *testing.T) {
	t.Parallel()
	got := disposition("2024-12-12", "csv")
	kind, parameters, err := mime.ParseMediaType(got)
	if err != nil || kind != "attachment" || parameters["filename"] != "提现记录_2024-12-12.csv" {
		t.Errorf("%q reads as %q %q, %v", got, kind, parameters, err)
	}
	if !strings.Contains(got, `filename="withdraw-records_2024-12-12.csv"`) || strings.ContainsFunc(got, func(c rune) bool { return c > '~' }) {
		t.Errorf("%q has no name in ASCII, or is not ASCII itself", got)
	}
}

func TestAReasonOfSeveralLinesIsOneCellInOneLine(t *testing.T) {
	t.Parallel()
	row := exportRow(list.Record{Withdrawal: funds.Withdrawal{State: funds.StateFailed, FailReason: "账户已注销\r\n请更换\t账户"}}, filterPolicy(), words.Reader{})
	if got, want := row[len(row)-1], "账户已注销 请更换 账户"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
