package merchant

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestATimelineTellsTheUserWhatHappenedAndNoMore(t *testing.T) {
	t.Parallel()
	admin := funds.Actor{Role: funds.RoleAdmin, ID: "admin-1", Name: "李审核"}
	machine := funds.System("gateway")
	tests := map[string]struct {
		line funds.Line
		want []string // action and message; none where the step is not shown
	}{
		"made":                               {funds.Line{Command: funds.CommandCreate, Actor: funds.Actor{Role: funds.RoleUser}}, []string{"create", "提现申请已提交，金额已冻结"}},
		"approved, whatever the remark":      {funds.Line{Command: funds.CommandApprove, Actor: admin, Message: "老客户，放行"}, []string{"approve", "审核通过"}},
		"rejected with its reason":           {funds.Line{Command: funds.CommandReject, Actor: admin, Message: "资料不符"}, []string{"reject", "审核未通过，金额已退回：资料不符"}},
		"an approval that is taken back":     {funds.Line{Command: funds.CommandRevoke, Actor: admin, Message: "账号有误"}, []string{"reject", "审核未通过，金额已退回：账号有误"}},
		"cancelled with its reason":          {funds.Line{Command: funds.CommandCancel, Actor: admin, Message: "不提了"}, []string{"cancel", "提现已取消，金额已退回：不提了"}},
		"cancelled, which is all the reason": {funds.Line{Command: funds.CommandCancel, Actor: admin, Message: funds.Say(funds.ReasonRecalled, funds.Facts{})}, []string{"cancel", "提现已取消，金额已退回"}},
		"cancelled, as it was stored before": {funds.Line{Command: funds.CommandCancel, Actor: admin, Message: "提现已取消"}, []string{"cancel", "提现已取消，金额已退回"}},
		"rejected in the same words":         {funds.Line{Command: funds.CommandReject, Actor: admin, Message: "提现已取消"}, []string{"reject", "审核未通过，金额已退回：提现已取消"}},
		"cancelled without one":              {funds.Line{Command: funds.CommandCancel, Actor: admin}, []string{"cancel", "提现已取消，金额已退回"}},
		"claimed, but not by which way":      {funds.Line{Command: funds.CommandDispatch, Actor: admin, Message: "通道打款: MVola"}, []string{"payout", "正在打款"}},
		"accepted, without the state":        {funds.Line{Command: funds.CommandAccept, Actor: machine, Message: "网关状态 0"}, []string{"accept", "打款渠道已受理"}},
		"paid, without the number":           {funds.Line{Command: funds.CommandComplete, Actor: admin, Message: "BK1"}, []string{"complete", "打款成功"}},
		"failed by an admin, with why":       {funds.Line{Command: funds.CommandFail, Actor: admin, Message: "收款账户已注销"}, []string{"fail", "打款失败，金额已退回：收款账户已注销"}},
		"failed by the gateway's own word":   {funds.Line{Command: funds.CommandFail, Actor: machine, Message: "网关拒绝: code 1001 no such account"}, []string{"fail", "打款失败，金额已退回：打款渠道拒绝"}},
		"a resend":                           {funds.Line{Command: funds.CommandResend, Actor: admin, Message: "使用同一订单号重发"}, nil},
		"a later look":                       {funds.Line{Command: funds.CommandDefer, Actor: machine, Message: `Post "https://gateway": EOF`}, nil},
		"parked":                             {funds.Line{Command: funds.CommandPark, Actor: machine, Message: "网关多次查无此订单"}, nil},
		"asked again":                        {funds.Line{Command: funds.CommandRecheck, Actor: machine}, nil},
		"contradicted":                       {funds.Line{Command: funds.CommandContradict, Actor: machine, Message: "网关称已支付"}, nil},
		"settled by an admin":                {funds.Line{Command: funds.CommandResolve, Actor: admin, Message: "已核实"}, nil},
		"a corrected transaction number":     {funds.Line{Command: funds.CommandCorrect, Actor: admin, Message: "交易号 T1 → T2: 抄错"}, nil},
		"held":                               {funds.Line{Command: funds.CommandHold, Actor: machine, Message: "自动打款未成功"}, nil},
		"put on hold":                        {funds.Line{Command: funds.CommandPutHold, Actor: admin, Message: "可疑"}, nil},
		"released":                           {funds.Line{Command: funds.CommandRelease, Actor: admin, Message: "已核实"}, nil},
		"rejected by the machine":            {funds.Line{Command: funds.CommandReject, Actor: machine, Message: funds.Say("not_in_time", funds.Facts{})}, []string{"reject", "审核未通过，金额已退回：未在规定时间内完成审核"}},
		"let go of by a batch":               {funds.Line{Command: funds.CommandUnclaim, Actor: admin, Message: "AC04"}, nil},
		"one of several approvals":           {funds.Line{Command: funds.CommandEndorse, Actor: admin, Message: "好"}, nil},
		"another remark":                     {funds.Line{Command: funds.CommandAnnotate, Actor: admin, Message: "补充"}, nil},
		"sent back by the bank":              {funds.Line{Command: funds.CommandReturn, Actor: admin, Message: funds.Say(funds.ReasonReturnCredited, funds.Facts{Amount: 99_00, Text: "AC04", Other: "FT1"})}, []string{"return", "银行退回 99.00，已退回余额：收款账户已销户 (AC04)"}},
		"sent back, and parked":              {funds.Line{Command: funds.CommandReturn, Actor: admin, Message: funds.Say("return_parked", funds.Facts{Amount: 99_00, Text: "AC04", Other: "FT1"})}, nil},
		"called back about, but never sent":  {funds.Line{Command: funds.CommandFlag, Actor: machine, Message: "网关回调"}, nil},
	}
	tested := map[funds.Command]bool{}
	for _, test := range tests {
		tested[test.line.Command] = true
	}
	for _, command := range funds.Commands() {
		if !tested[command] {
			t.Errorf("%s has no row", command)
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.line.At = time.Date(2025, 1, 20, 10, 30, 0, 123_000_000, time.UTC)
			want := []momentView{}
			if test.want != nil {
				want = append(want, momentView{Action: test.want[0], Message: test.want[1], At: "2025-01-20T10:30:00.123Z"})
			}
			if diff := cmp.Diff(want, timelineOf([]funds.Line{test.line}, words.Reader{}), cmpopts.IgnoreFields(momentView{}, "MessageParts")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
