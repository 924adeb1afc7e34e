package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// anything is a table that has whatever is asked for, and whose commits end as it says. Nothing else is asked of it here.
type anything struct {
	flow.Store
	list.Counters

	ends error
}

func (anything) Withdrawal(context.Context, funds.ID) (funds.Withdrawal, error) {
	return funds.Withdrawal{}, nil
}

func (anything) OwnWithdrawal(context.Context, string, funds.ID) (funds.Withdrawal, funds.Wallet, error) {
	return funds.Withdrawal{}, funds.Wallet{}, nil
}

func (anything) Recharge(context.Context, funds.RechargeID) (funds.Recharge, error) {
	return funds.Recharge{}, nil
}

func (anything) OwnRecharge(context.Context, string, funds.RechargeID) (funds.Recharge, funds.Wallet, error) {
	return funds.Recharge{}, funds.Wallet{}, nil
}

func (anything) Proposal(context.Context, funds.ProposalID) (funds.Proposal, error) {
	return funds.Proposal{}, nil
}

func (a anything) Commit(context.Context, funds.Change) error { return a.ends }

// onlyReads is the same for what reads.
type onlyReads struct{ list.Store }

func (onlyReads) Withdrawal(context.Context, funds.ID) (funds.Withdrawal, error) {
	return funds.Withdrawal{}, nil
}

func (onlyReads) History(context.Context, funds.ID) (funds.History, error) {
	return funds.History{}, nil
}

func (onlyReads) Recharge(context.Context, funds.RechargeID) (funds.Recharge, error) {
	return funds.Recharge{}, nil
}

func TestTheLogLearnsWhichOrderIsReadAndWhatIsCommitted(t *testing.T) {
	t.Parallel()
	acts, reads, fails := noting{anything{}}, notingReads{onlyReads{}}, noting{anything{ends: funds.ErrConflict}}
	withdrawn := funds.Change{CommitID: "c1", Withdrawal: &funds.WithdrawalChange{To: funds.Withdrawal{ID: "W1", Version: 3}}}
	charged := funds.Change{CommitID: "c2", Recharge: &funds.RechargeChange{To: funds.Recharge{ID: "RC1", Version: 2}}}
	proposed := funds.Change{CommitID: "c3", Proposal: &funds.ProposalChange{To: funds.Proposal{ID: "PR1"}}}
	paused := funds.Change{CommitID: "c4", Pauses: &funds.PausesChange{}}
	for name, test := range map[string]struct {
		do   func(context.Context) error
		want map[string]any
	}{
		"a withdrawal":         {func(ctx context.Context) error { _, err := acts.Withdrawal(ctx, "W1"); return err }, map[string]any{"order": "W1"}},
		"one's own withdrawal": {func(ctx context.Context) error { _, _, err := acts.OwnWithdrawal(ctx, "u1", "W1"); return err }, map[string]any{"order": "W1"}},
		"a recharge":           {func(ctx context.Context) error { _, err := acts.Recharge(ctx, "RC1"); return err }, map[string]any{"order": "RC1"}},
		"one's own recharge":   {func(ctx context.Context) error { _, _, err := acts.OwnRecharge(ctx, "u1", "RC1"); return err }, map[string]any{"order": "RC1"}},
		"a proposal":           {func(ctx context.Context) error { _, err := acts.Proposal(ctx, "PR1"); return err }, map[string]any{"proposal": "PR1"}},
		"a look":               {func(ctx context.Context) error { _, err := reads.Withdrawal(ctx, "W1"); return err }, map[string]any{"order": "W1"}},
		"a look at its log":    {func(ctx context.Context) error { _, err := reads.History(ctx, "W1"); return err }, map[string]any{"order": "W1"}},
		"a look at a recharge": {func(ctx context.Context) error { _, err := reads.Recharge(ctx, "RC1"); return err }, map[string]any{"order": "RC1"}},
		"a withdrawal's step": {
			func(ctx context.Context) error { return acts.Commit(ctx, withdrawn) },
			map[string]any{"order": "W1", "commit": "c1", "orderVersion": 3.0},
		},
		"a recharge's step": {
			func(ctx context.Context) error { return acts.Commit(ctx, charged) },
			map[string]any{"order": "RC1", "commit": "c2", "orderVersion": 2.0},
		},
		"a proposal's":       {func(ctx context.Context) error { return acts.Commit(ctx, proposed) }, map[string]any{"proposal": "PR1", "commit": "c3"}},
		"a pause":            {func(ctx context.Context) error { return acts.Commit(ctx, paused) }, map[string]any{"commit": "c4"}},
		"nothing":            {func(ctx context.Context) error { return acts.Commit(ctx, funds.Change{CommitID: "c5"}) }, map[string]any{}},
		"a step that failed": {func(ctx context.Context) error { return fails.Commit(ctx, withdrawn) }, map[string]any{"order": "W1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			ctx := logline.Open(t.Context())
			if err := test.do(ctx); err != nil && !errors.Is(err, funds.ErrConflict) {
				t.Fatal(err)
			}
			newLog(&out, "", 1).InfoContext(ctx, "said")
			got := map[string]any{}
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			for _, of := range []string{slog.TimeKey, slog.LevelKey, slog.MessageKey, "functionVersion"} {
				delete(got, of)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the line (-want +got):\n%s", diff)
			}
		})
	}
}
