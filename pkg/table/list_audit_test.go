package table_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func auditsAreListedByTime(t *testing.T, h *house) {
	t.Helper()
	begin := time.Date(2026, 3, 30, 16, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	var all []funds.Audited // oldest first
	for i, since := range []time.Duration{
		-10 * day, -time.Millisecond, 0, 8*time.Hour - time.Millisecond, 8 * time.Hour, day - time.Millisecond, day, 9 * day, 20 * day,
	} {
		record := fullAudit
		record.ID, record.At = fmt.Sprintf("commit-%d", i), begin.Add(since)
		all = append(all, funds.Audited{AuditRecord: record})
		h.commit(t, funds.Change{CommitID: record.ID, At: record.At, Audit: &record}, nil)
	}
	for name, test := range map[string]struct {
		from, until time.Time
		lines       int // that may be read
		want        []funds.Audited
		cut         bool
	}{
		"a day that is two in UTC, without its end": {begin, begin.Add(day), 99, all[2:6], false},
		"no time":                                 {begin, begin, 99, nil, false},
		"a millisecond":                           {begin, begin.Add(time.Millisecond), 99, all[2:3], false},
		"a day without acts":                      {begin.Add(2 * day), begin.Add(3 * day), 99, nil, false},
		"many days":                               {begin.Add(-15 * day), begin.Add(30 * day), 99, all, false},
		"long before any act":                     {time.Time{}, time.Time{}.Add(day), 99, nil, false},
		"long after every act":                    {time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), 99, nil, false},
		"a business day, whatever may be read":    {begin, begin.Add(day), 1, all[2:6], false},
		"two of them, with more than may be read": {begin.Add(-day), begin.Add(day), 4, all[1:6], true},
		"many days, with more than may be read":   {begin.Add(-15 * day), begin.Add(20*day + time.Millisecond), 3, all[1:], true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := slices.Clone(test.want)
			slices.Reverse(want)
			got, complete, err := h.store.Audits(t.Context(), test.from, test.until, test.lines)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "the audit", want, got)
			same(t, "that these are all", !test.cut, complete)
		})
	}
}

func everyActOfAnAdminIsInTheAudit(t *testing.T, h *house) {
	t.Helper()
	owner := h.funded(t, "u1", 1000*yuan)
	want := []string{"wallet adjust u1"}
	act := func(id funds.ID, err error, actions ...string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, action := range actions {
			want = append(want, fmt.Sprintf("withdraw %s %s", action, id))
		}
	}
	paid := h.pending(t, handRequest(owner, 10*yuan)) // a user's own act is in no audit
	_, err := h.Approve(t.Context(), admin, paid, "")
	act(paid, err, "approve")
	_, err = h.PayManually(t.Context(), admin, paid, funds.Transfer{Number: "TX1"})
	act(paid, err, "payout")
	atOnce := h.pending(t, handRequest(owner, 10*yuan))
	_, err = h.ApproveAndPay(t.Context(), admin, atOnce)
	act(atOnce, err, "approve", "payout")
	rejected := h.pending(t, handRequest(owner, 10*yuan))
	_, err = h.Reject(t.Context(), admin, rejected, "资料不符")
	act(rejected, err, "reject")
	recalled := h.approved(t, handRequest(owner, 10*yuan))
	_, err = h.Recall(t.Context(), admin, recalled, "")
	act(recalled, err, "approve", "reject")
	sent := h.sent(t, channelRequest(owner, 20*yuan))
	act(sent, nil, "approve", "payout")
	h.settle(t, sent, funds.GatewayWithdrawalRefused) // and the gateway's word neither
	err = h.ReceiveCallback(t.Context(), h.callback(t, sent, funds.GatewayWithdrawalRefused))
	act(sent, err)
	failed := h.approved(t, handRequest(owner, 10*yuan))
	_, err = h.Fail(t.Context(), admin, failed, "收款账户已注销", false)
	act(failed, err, "approve", "fail")
	cancelled := h.pending(t, handRequest(owner, 10*yuan))
	_, err = h.Recall(t.Context(), user(owner), cancelled, "")
	act(cancelled, err)
	_, err = h.lists.Unmasked(t.Context(), admin, paid)
	act(paid, err, "view_unmasked")
	forAUser := handRequest(owner, 10*yuan)
	forAUser.Actor = admin
	act(h.pending(t, forAUser), nil, "create")

	lines, _, err := h.store.Audits(t.Context(), h.clock.now().Add(-time.Hour), h.clock.now().Add(time.Hour), 1)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(lines)
	var got []string
	for _, line := range lines {
		got = append(got, line.Module+" "+line.Action+" "+line.TargetID)
		if line.Actor != admin || line.At.IsZero() || line.ID == "" {
			t.Errorf("%s: id %q, by %+v, at %s", got[len(got)-1], line.ID, line.Actor, line.At)
		}
	}
	slices.Sort(got) // two acts may be of one millisecond
	slices.Sort(want)
	same(t, "the audit", want, got)
}
