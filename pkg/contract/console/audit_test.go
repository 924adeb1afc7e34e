package console

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestTheAuditLogIsReadByWholeBusinessDays(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("UTC+8", 8*60*60)
	now := time.Date(2025, 3, 1, 17, 0, 0, 0, time.UTC) // the 2nd in the zone
	day := func(month time.Month, day int) time.Time { return time.Date(2025, month, day, 0, 0, 0, 0, zone) }
	tests := map[string]struct {
		query       string
		from, until time.Time
		field       string // at fault; empty where the days are right
	}{
		"as a rule the last 31 to today": {"", day(1, 31), day(3, 3), ""},
		"one day":                        {"?startAt=2025-01-20&endAt=2025-01-20", day(1, 20), day(1, 21), ""},
		"from a day to today":            {"?startAt=2025-03-01", day(3, 1), day(3, 3), ""},
		"31 days to a day":               {"?endAt=2025-01-31", day(1, 1), day(2, 1), ""},
		"the most days":                  {"?startAt=2024-03-01&endAt=2025-03-01", time.Date(2024, 3, 1, 0, 0, 0, 0, zone), day(3, 2), ""},
		"a day too many":                 {"?startAt=2024-02-29&endAt=2025-03-01", time.Time{}, time.Time{}, "startAt"},
		"the end before the start":       {"?startAt=2025-01-21&endAt=2025-01-20", time.Time{}, time.Time{}, "startAt"},
		"a start after today":            {"?startAt=2025-03-03", time.Time{}, time.Time{}, "startAt"},
		"a start that is no day":         {"?startAt=2025-02-29", time.Time{}, time.Time{}, "startAt"},
		"an end that is no day":          {"?endAt=2025-1-1", time.Time{}, time.Time{}, "endAt"},
		"an end with a time of day":      {"?endAt=2025-01-01T00:00:00Z", time.Time{}, time.Time{}, "endAt"},
		"two starts":                     {"?startAt=2025-01-01&startAt=2025-01-02", time.Time{}, time.Time{}, "startAt"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &edge.Input{Request: &edge.Request{HTTP: httptest.NewRequest(http.MethodGet, auditLogsPath+test.query, nil)}}
			filter := auditFilterOf(in, funds.Policy{Zone: zone}, now)
			err := in.Err()
			switch {
			case test.field != "":
				if !errors.Is(err, funds.Invalid(test.field, "")) {
					t.Errorf("got %v, want the field %s named", err, test.field)
				}
			case err != nil || !filter.From.Equal(test.from) || !filter.Until.Equal(test.until):
				t.Errorf("from %s until %s, %v; want from %s until %s", filter.From, filter.Until, err, test.from, test.until)
			}
		})
	}
}

func TestAnAuditLineHasEveryFieldOfTheDocumentsTable(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC)
	admin := funds.Actor{Role: funds.RoleAdmin, ID: "admin_1", Name: "张三", IP: "203.0.113.25", UserAgent: "Mozilla/5.0"}
	line := func(version int64, command funds.Command, from, to funds.State, message funds.Message) funds.Line {
		return funds.Line{Version: version, Command: command, From: from, To: to, Actor: admin, Message: message, At: at}
	}
	const by, end = `"adminId":"admin_1","adminName":"张三",`, `"ip":"203.0.113.25","userAgent":"Mozilla/5.0","createdAt":"2025-01-20T10:30:00.000Z"}`
	tests := map[string]struct {
		lines []funds.Audited
		want  string
	}{
		"another act brings its detail and filters": {
			[]funds.Audited{{AuditRecord: funds.AuditRecord{
				ID: "c1", Module: "withdraw", Action: "export", Detail: `{"count":1,"format":"csv"}`, Filters: `{"status":"pending"}`, Actor: admin, At: at,
			}}},
			`[{"id":"c1",` + by + `"module":"withdraw","action":"export","detail":"{\"count\":1,\"format\":\"csv\"}",` +
				`"filters":"{\"status\":\"pending\"}",` + end + `]`,
		},
		"what is missing is left out": {
			[]funds.Audited{{AuditRecord: funds.AuditRecord{ID: "c1", Module: "wallet", Action: "adjust", At: at}}},
			`[{"id":"c1","module":"wallet","action":"adjust","createdAt":"2025-01-20T10:30:00.000Z"}]`,
		},
		"a step says from where to where, in the document's words": {
			funds.AuditedSteps("W", []funds.Line{line(3, funds.CommandCancel, funds.StatePending, funds.StateCancelled, "不提了")}),
			`[{"id":"W-3",` + by + `"module":"withdraw","action":"reject","targetId":"W","targetType":"withdrawal",` +
				`"detail":"{\"from\":\"pending\",\"to\":\"rejected\",\"message\":\"不提了\"}",` + end + `]`,
		},
		"a review that is also the payout is two acts": {
			funds.AuditedSteps("W", []funds.Line{
				line(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, ""),
				line(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, funds.Say(withdrawal.ReasonPaidByHand, funds.Facts{})),
				line(4, funds.CommandComplete, funds.StateProcessing, funds.StateCompleted, "BK1"),
			}),
			`[{"id":"W-2",` + by + `"module":"withdraw","action":"approve","targetId":"W","targetType":"withdrawal",` +
				`"detail":"{\"from\":\"pending\",\"to\":\"approved\"}",` + end +
				`,{"id":"W-3",` + by + `"module":"withdraw","action":"payout","targetId":"W","targetType":"withdrawal",` +
				`"detail":"{\"from\":\"approved\",\"to\":\"completed\",\"message\":\"人工打款: BK1\"}",` +
				`"messageParts":{"statements":[{"reason":"paid_by_hand","args":{}},{"reason":"number_given","args":{"text":"BK1"}}]},` + end + `]`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var views []auditView
			for _, line := range test.lines {
				views = append(views, auditViewOf(line, words.Reader{}))
			}
			if diff := cmp.Diff(test.want, encoded(t, views)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
