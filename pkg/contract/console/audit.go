package console

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

const auditLogsPath = "/admin/audit-logs"

// Days of the audit log that one request reads.
const (
	defaultAuditDays = 31
	maxAuditDays     = 366
)

// auditLogs serves the audit log (审计日志), which is ours, in this contract's form.
func auditLogs(lists *list.Service) handler {
	type asked struct {
		page   list.Page
		filter list.AuditFilter
	}
	return edge.Handle(func(in *edge.Input) asked {
		return asked{pageOf(in), auditFilterOf(in, lists.Policy, lists.Now())}
	}, func(ctx context.Context, of asked) (list.AuditPage, error) {
		return lists.AuditLog(ctx, of.filter, of.page)
	}, func(reader words.Reader, of asked, found list.AuditPage) edge.Response {
		return ok(struct {
			Data     []auditView `json:"data"`
			Total    int64       `json:"total"`
			Page     int64       `json:"page"`
			PageSize int64       `json:"pageSize"`
			// LowerBound is as in the list of withdrawals: older days were not looked through.
			LowerBound bool `json:"totalIsLowerBound,omitempty"`
		}{contract.ViewsFor(reader, found.Lines, auditViewOf), found.Total, of.page.Number, of.page.Size, found.LowerBound})
	})
}

func auditFilterOf(in *edge.Input, policy funds.Policy, now time.Time) list.AuditFilter {
	f := filtersOf(in, policy)
	filter := list.AuditFilter{
		Module: f.text("module"), Action: f.text("action"), AdminID: f.text("adminId"), TargetID: f.text("targetId"),
	}
	filter.From, filter.Until = f.auditDays(now)
	return filter
}

// ReasonAuditRangeTooLong says that a request reads at most Maximum days.
const ReasonAuditRangeTooLong funds.Reason = "audit_range_too_long"

// auditDays are the whole business days from startAt to endAt, both included: without them the last 31, to
// today.
func (f *filters) auditDays(now time.Time) (from, until time.Time) {
	last, given := f.day("endAt")
	if !given {
		year, month, day := now.In(f.policy.Zone).Date()
		last = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	first, given := f.day("startAt")
	if !given {
		first = last.AddDate(0, 0, 1-defaultAuditDays)
	}
	switch {
	case first.After(last):
		f.in.Fail(startAfterEnd())
	case !first.AddDate(0, 0, maxAuditDays).After(last):
		f.in.Fail(funds.Invalid("startAt", ReasonAuditRangeTooLong).About(funds.Facts{Other: "endAt", Maximum: maxAuditDays}))
	}
	return f.policy.Begin(first.Date()), f.policy.Begin(last.AddDate(0, 0, 1).Date())
}

// auditView is the document's AdminAuditLog (section 13).
type auditView struct {
	ID           string       `json:"id"`
	AdminID      string       `json:"adminId,omitempty"`
	AdminName    string       `json:"adminName,omitempty"`
	Module       string       `json:"module"`
	Action       string       `json:"action"`
	TargetID     string       `json:"targetId,omitempty"`
	TargetType   string       `json:"targetType,omitempty"`
	Detail       string       `json:"detail,omitempty"`       // JSON
	MessageParts *words.Parts `json:"messageParts,omitempty"` // an addition: of the message in the detail
	Filters      string       `json:"filters,omitempty"`      // JSON
	IP           string       `json:"ip,omitempty"`
	UserAgent    string       `json:"userAgent,omitempty"`
	CreatedAt    string       `json:"createdAt"`
}

func auditViewOf(line funds.Audited, reader words.Reader) auditView {
	return auditView{
		ID: line.ID, AdminID: line.Actor.ID, AdminName: line.Actor.Name, Module: line.Module, Action: line.Action,
		TargetID: line.TargetID, TargetType: line.TargetType, Detail: auditDetailOf(line, reader), MessageParts: words.PartsOf(line.Message), Filters: funds.MaskSearched(line.Filters),
		IP: line.Actor.IP, UserAgent: line.Actor.UserAgent, CreatedAt: edge.Moment(line.At),
	}
}

// auditDetailOf spells a step's states as this contract does. Other acts bring their own detail.
func auditDetailOf(line funds.Audited, reader words.Reader) string {
	if line.To == funds.StateNone {
		return line.Detail
	}
	text, err := json.Marshal(struct {
		From    string `json:"from,omitempty"`
		To      string `json:"to"`
		Message string `json:"message,omitempty"`
	}{statuses[line.From], statuses[line.To], reader.Message(line.Message)})
	if err != nil {
		panic(fmt.Sprintf("three texts do not marshal: %v", err))
	}
	return string(text)
}
