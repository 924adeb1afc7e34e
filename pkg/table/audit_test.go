package table_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
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
	paid := h.pending(t, wish(owner, 10*yuan)) // a user's own act is in no audit
	_, err := h.Approve(t.Context(), admin, paid, "")
	act(paid, err, "approve")
	_, err = h.PayManually(t.Context(), admin, paid, "TX1")
	act(paid, err, "payout")
	atOnce := h.pending(t, wish(owner, 10*yuan))
	_, err = h.ApproveAndPay(t.Context(), admin, atOnce)
	act(atOnce, err, "approve", "payout")
	rejected := h.pending(t, wish(owner, 10*yuan))
	_, err = h.Reject(t.Context(), admin, rejected, "资料不符")
	act(rejected, err, "reject")
	recalled := h.approved(t, wish(owner, 10*yuan))
	_, err = h.Recall(t.Context(), admin, recalled, "")
	act(recalled, err, "approve", "reject")
	sent := h.sent(t, channelWish(owner, 20*yuan))
	act(sent, nil, "approve", "payout")
	h.settle(t, sent, funds.GatewayRefused) // and the gateway's word neither
	err = h.Notified(t.Context(), h.callback(t, sent, funds.GatewayRefused))
	act(sent, err)
	failed := h.approved(t, wish(owner, 10*yuan))
	_, err = h.Fail(t.Context(), admin, failed, "收款账户已注销", false)
	act(failed, err, "approve", "fail")
	cancelled := h.pending(t, wish(owner, 10*yuan))
	_, err = h.Recall(t.Context(), user(owner), cancelled, "")
	act(cancelled, err)
	_, err = h.Unmasked(t.Context(), admin, paid)
	act(paid, err, "view_unmasked")
	forAUser := wish(owner, 10*yuan)
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

func usersAreFoundByPhone(t *testing.T, h *house) {
	t.Helper()
	for userID, phone := range map[string]string{"u1": "13812345678", "u2": "13812345678", "u3": "13800000000", "u4": ""} {
		if _, err := h.Wallet(t.Context(), userID, &funds.Profile{Name: userID, Phone: phone}); err != nil {
			t.Fatal(err)
		}
	}
	for phone, want := range map[string][]string{
		"13812345678": {"u1", "u2"}, "13800000000": {"u3"}, "1381234567": nil, "u1": nil,
	} {
		got, err := h.store.UsersByPhone(t.Context(), phone)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		same(t, phone, want, got)
	}
	for keyword, want := range map[string][]string{
		"u1": {"u1"}, "13812345678": {"u1", "u2"}, "nobody": nil, "u1#x": nil,
	} {
		found, total, err := h.FindWallets(t.Context(), keyword, flow.Page{Number: 1, Size: 10})
		if err != nil || total != int64(len(want)) {
			t.Fatalf("%s: %d, %v", keyword, total, err)
		}
		var got []string
		for _, wallet := range found {
			got = append(got, wallet.UserID)
		}
		same(t, keyword, want, got)
	}
	second, total, err := h.FindWallets(t.Context(), "13812345678", flow.Page{Number: 2, Size: 1})
	if err != nil || total != 2 || len(second) != 1 || second[0].UserID != "u2" {
		t.Errorf("the second page of one: %v of %d, %v", second, total, err)
	}
	if _, err := h.WalletOf(t.Context(), "nobody"); !errors.Is(err, flow.ErrNoWallet) {
		t.Errorf("nobody's wallet: %v", err)
	}
	if _, err := h.store.Wallet(t.Context(), "nobody"); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("looking made a wallet: %v", err)
	}
	for n := range 201 {
		if _, err := h.Wallet(t.Context(), fmt.Sprintf("many-%d", n), &funds.Profile{Phone: "00000000000"}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = h.FindWallets(t.Context(), "00000000000", flow.Page{Number: 1, Size: 10})
	if !errors.Is(err, funds.Invalid("keyword", "")) {
		t.Errorf("a number that is nobody's own finds wallets: %v", err)
	}
	_, err = h.Records(t.Context(), funds.Filter{Keyword: "00000000000"}, flow.Page{Number: 1, Size: 10})
	if !errors.Is(err, funds.Invalid("keyword", "")) {
		t.Errorf("a number that is nobody's own finds withdrawals: %v", err)
	}
}
