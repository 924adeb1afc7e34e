package job

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// KindLedger writes all entries of all ledgers of a month.
const KindLedger funds.JobKind = "ledger"

// segments is how many parts of the table are scanned side by side.
const segments = 8

// LedgerReader reads all users' ledgers, part by part.
type LedgerReader interface {
	// LedgerPart gives the entries of a moment until another from the next part of a segment of the table, from behind a
	// place; next is empty where the segment ends. Entries of a user are in order.
	LedgerPart(ctx context.Context, segment, segments int, after string, from, until time.Time) (entries []funds.Entry, next string, err error)
}

// Reasons about a month.
const (
	ReasonNoMonth     funds.Reason = "month_form"   // it is no month as 2026-10
	ReasonMonthBegins funds.Reason = "month_future" // it has not begun yet
)

// Ledger is the kind of jobs that write a month's entries: given are month, as 2026-10, and format. The file has every
// entry whose time is in that month of the policy's zone: a month that is over never changes, so its file is the same
// whenever it is asked for, and its amounts sum up to what the month did to all balances. Of the month that is under way
// it has what happened until it was asked for.
//
// The table is scanned in [segments] parts side by side; the cursor says how far each is. Entries of one user are together
// within a part of the file, and in order.
func Ledger(reader LedgerReader, policy func() funds.Policy, tables Tables, now func() time.Time) Kind {
	return Kind{
		Name: KindLedger, Permission: funds.PermissionExport, Fields: []string{"month", "format"},
		Begin: func(_ context.Context, _ funds.Actor, given map[string]string) (Plan, error) {
			asked := map[string]string{"month": given["month"], "format": given["format"]}
			from, _, err := monthOf(asked["month"], policy())
			if err != nil {
				return Plan{}, err
			}
			if now().Before(from) {
				return Plan{}, funds.Invalid("month", ReasonMonthBegins)
			}
			return tablePlan(asked, "ledger_"+asked["month"])
		},
		Step: func(ctx context.Context, work Work) (Progress, error) {
			return ledgerStep(ctx, reader, work, policy())
		},
		Join: joinTable(tables, ledgerHeader(), func() *time.Location { return policy().Zone }),
	}
}

// monthOf is when a month begins and ends, in the policy's zone.
func monthOf(text string, policy funds.Policy) (from, until time.Time, err error) {
	month, err := time.Parse("2006-01", text)
	if err != nil {
		return from, until, funds.Invalid("month", ReasonNoMonth)
	}
	return policy.Begin(month.Date()), policy.Begin(month.AddDate(0, 1, 0).Date()), nil
}

// ended stands in the cursor for a segment that has ended.
const ended = "."

// ledgerStep reads the next part of every segment, and writes what it has of the month.
func ledgerStep(ctx context.Context, reader LedgerReader, work Work, policy funds.Policy) (Progress, error) {
	from, until, err := monthOf(work.Job.Given["month"], policy)
	if err != nil {
		return Progress{}, err
	}
	if work.Job.CreatedAt.Before(until) {
		until = work.Job.CreatedAt
	}
	places := make([]string, segments)
	if work.Job.Cursor != "" {
		if err := json.Unmarshal([]byte(work.Job.Cursor), &places); err != nil || len(places) != segments {
			return Progress{}, funds.Internal("read a cursor", err)
		}
	}
	found := make([][]funds.Entry, segments)
	var scans errgroup.Group
	for segment, place := range places {
		if place == ended {
			continue
		}
		scans.Go(func() (err error) {
			var next string
			found[segment], next, err = reader.LedgerPart(ctx, segment, segments, place, from, until)
			if next == "" {
				next = ended
			}
			places[segment] = next
			return err
		})
	}
	if err := scans.Wait(); err != nil {
		return Progress{}, err //nolint:wrapcheck // it says of what
	}
	table := newRows(work.Out)
	entries := slices.Concat(found...)
	for _, entry := range entries {
		if err := table.Row(ledgerRow(entry)); err != nil {
			return Progress{}, err
		}
	}
	cursor, err := json.Marshal(places)
	if err != nil {
		return Progress{}, funds.Internal("keep a cursor", err)
	}
	done := !slices.ContainsFunc(places, func(place string) bool { return place != ended })
	return Progress{string(cursor), map[string]int64{funds.CountDone: int64(len(entries))}, done}, table.Close()
}

func ledgerHeader() []string {
	return []string{"时间", "用户ID", "序号", "类型", "余额变动", "冻结变动", "变动前余额", "变动后余额", "变动前冻结", "变动后冻结", "说明", "关联类型", "关联单号", "操作人"}
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
