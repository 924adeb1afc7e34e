package job

import (
	"context"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// KindLedger writes all entries of all ledgers of a month.
const KindLedger funds.JobKind = "ledger"

// LedgerReader reads all users' ledgers, part by part. Entries of a user are in order, and in one segment.
type LedgerReader interface {
	LedgerPart(ctx context.Context, segment, segments int, after string, from, until time.Time) (entries []funds.Entry, next string, err error)
}

// Ledger is the kind of jobs that write a month's entries: given are month, as 2026-10, and format. Entries never change,
// so the file of a month that is over is the same whenever it is asked for, and its amounts sum up to what the month did to
// all balances. Entries of one user are together within a part of the file, and in order.
func Ledger(reader LedgerReader, policy func() funds.Policy, tables Tables, now func() time.Time) Kind {
	return monthly(KindLedger, reader.LedgerPart, ledgerRow, []string{
		"时间", "用户ID", "序号", "类型", "余额变动", "冻结变动", "变动前余额", "变动后余额", "变动前冻结", "变动后冻结", "说明", "关联类型", "关联单号", "操作人",
	}, policy, tables, now)
}

func ledgerRow(e funds.Entry) []any {
	return []any{
		e.At, e.UserID, strconv.FormatInt(e.Seq, 10), entryTypes[e.Type], e.BalanceEffect(), e.FrozenAfter - e.FrozenBefore,
		e.BalanceBefore, e.BalanceAfter, e.FrozenBefore, e.FrozenAfter, funds.OneLine(words.Reader{}.Message(e.Description)), e.RelatedType, e.RelatedID, e.Actor.Known(),
	}
}

var entryTypes = map[funds.EntryType]string{
	funds.EntryRecharge: "充值", funds.EntryConsumption: "消费", funds.EntryRefund: "退款", funds.EntryWithdrawal: "提现",
	funds.EntryFreeze: "冻结", funds.EntryUnfreeze: "解冻", funds.EntryAdjustment: "调整",
}
