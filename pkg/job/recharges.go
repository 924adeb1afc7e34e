package job

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// KindRecharges writes all recharges that were asked for in a month.
const KindRecharges funds.JobKind = "recharges"

// RechargeReader reads all recharges, part by part, as [LedgerReader] does entries.
type RechargeReader interface {
	RechargePart(ctx context.Context, segment, segments int, after string, from, until time.Time) (recharges []funds.Recharge, next string, err error)
}

// Recharges is the kind of jobs that write a month's recharges, as they are when their part is read: given are month, as
// 2026-10, and format.
func Recharges(reader RechargeReader, policy func() funds.Policy, tables Tables, now func() time.Time) Kind {
	return monthly(KindRecharges, reader.RechargePart, rechargeRow, []string{
		"申请时间", "充值单号", "用户ID", "通道", "申请金额", "到账金额", "网关到账", "状态", "网关单号", "完成时间", "结算", "说明",
	}, policy, tables, now)
}

func rechargeRow(r funds.Recharge) []any {
	return []any{
		r.CreatedAt, string(r.ID), r.UserID, r.Channel, r.Amount, r.Credited, r.Received, string(r.State), r.PlatformID, r.EndedAt, r.Settled,
		funds.OneLine(words.Reader{}.Message(r.NotifyInfo)),
	}
}
