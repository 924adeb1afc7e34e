package job

import (
	"context"
	"math"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// KindAudit writes what admins did in a month.
const KindAudit funds.JobKind = "audit"

// AuditReader reads the audit log; it may lag.
type AuditReader interface {
	// Audits lists what admins did from one moment until another, newest first, about as many lines as it is told.
	Audits(ctx context.Context, from, until time.Time, lines int) (found []funds.Audited, complete bool, err error)
}

// Audit is the kind of jobs that write a month's audit log: given are month, as 2026-10, and format. A step reads one
// business day, which the cursor names; within a day the newest comes first. It takes the right to read the log, too.
func Audit(reader AuditReader, policy func() funds.Policy, tables Tables, now func() time.Time) Kind {
	kind := monthlyPlan(KindAudit, policy, now)
	kind.Also = funds.Permissions{funds.PermissionAudit}
	kind.Step = func(ctx context.Context, work Work) (Progress, error) { return auditStep(ctx, reader, work, policy()) }
	kind.Join = joinTable(tables, []string{
		"时间", "管理员ID", "管理员", "模块", "操作", "对象", "对象类型", "原状态", "新状态", "说明", "详情", "筛选条件", "IP",
	}, func() *time.Location { return policy().Zone })
	return kind
}

func auditStep(ctx context.Context, reader AuditReader, work Work, policy funds.Policy) (Progress, error) {
	from, until, err := monthOf(work.Job, policy)
	if err != nil {
		return Progress{}, err
	}
	if work.Job.Cursor != "" {
		day, err := time.Parse(time.DateOnly, work.Job.Cursor)
		if err != nil {
			return Progress{}, funds.Internal("read a cursor", err)
		}
		from = policy.Begin(day.Date())
	}
	year, month, day := from.In(policy.Zone).Date()
	end := policy.Begin(year, month, day+1)
	next := policy.Day(end)
	if !end.Before(until) {
		end = until
	}
	found, _, err := reader.Audits(ctx, from, end, math.MaxInt)
	if err != nil {
		return Progress{}, err //nolint:wrapcheck // it says of what
	}
	table := newRows(work.Out)
	for _, line := range found {
		if err := table.Row(auditRow(line)); err != nil {
			return Progress{}, err
		}
	}
	return Progress{next, map[string]int64{funds.CountDone: int64(len(found))}, end.Equal(until)}, table.Close()
}

func auditRow(line funds.Audited) []any {
	return []any{
		line.At, line.Actor.ID, line.Actor.Name, line.Module, line.Action, line.TargetID, line.TargetType, string(line.From), string(line.To),
		funds.OneLine(words.Reader{}.Message(line.Message)), line.Detail, funds.MaskSearched(line.Filters), line.Actor.IP,
	}
}
