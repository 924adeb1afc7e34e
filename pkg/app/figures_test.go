package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// business is a table and a gateway of which the figures are taken; what is away answers nothing.
type business struct {
	list.Store
	flow.Gateway

	newest              []funds.ID
	tableAway, gateAway bool
}

func (b business) unless(away bool) error {
	if away {
		return errAway
	}
	return nil
}

func (b business) LiveGeneration(context.Context) (int64, error) { return 1, b.unless(b.tableAway) }

func (b business) Node(context.Context, int64, count.Node) (count.Counts, error) {
	return count.Counts{
		{State: funds.StatePending, Method: "bank"}:     {Count: 2, Amount: 100},
		{State: funds.StatePending, Method: "MVola"}:    {Count: 1, Amount: 10},
		{State: funds.StateApproved, Method: "MVola"}:   {Count: 4, Amount: 1000},
		{State: funds.StateProcessing, Method: "MVola"}: {Count: 8, Amount: 10_000},
		{State: funds.StateCompleted, Method: "MVola"}:  {Count: 16, Amount: 7},
		{State: funds.StateRejected, Method: "MVola"}:   {Count: 32, Amount: 7},
		{State: funds.StateCancelled, Method: "MVola"}:  {Count: 64, Amount: 7},
		{State: funds.StateFailed, Method: "MVola"}:     {Count: 128, Amount: 7},
	}, nil
}

func (b business) Keys(context.Context, funds.Filter, time.Time, int64, int64) ([]funds.ID, error) {
	return b.newest, nil
}

// FindWithin are a review of an hour ago, and more that were not looked at.
func (b business) FindWithin(_ context.Context, filter funds.Filter, _ int64) ([]funds.Match, bool, error) {
	if filter.States[0] != funds.StatePending {
		return nil, true, b.unless(b.tableAway)
	}
	return []funds.Match{{ID: funds.NewID([funds.CodeBytes]byte{2}, sampledAt.Add(-time.Hour))}}, false, b.unless(b.tableAway)
}

func (business) ListedWithdrawals(context.Context, []funds.ID) ([]funds.Withdrawal, error) {
	return nil, nil
}

// queueAlone is a store of which only what is kept is read.
type queueAlone struct {
	flow.Store

	on business
}

func (q queueAlone) Kept(ctx context.Context, name string) (funds.Kept, error) {
	return q.on.Kept(ctx, name)
}

// sampledAt is when the figures are taken.
var sampledAt = time.Date(2026, 11, 27, 8, 30, 0, 0, time.UTC)

func (business) Nodes(context.Context, int64, string, string, string) ([]count.Child, error) {
	return nil, nil
}

func (b business) ProposalIDs(_ context.Context, states []funds.ProposalState) ([]funds.ProposalID, error) {
	if !cmp.Equal(states, []funds.ProposalState{funds.ProposalOpen}) {
		return nil, errors.New("of other states")
	}
	return []funds.ProposalID{"PR1", "PR2"}, b.unless(b.tableAway)
}

// Kept is what waits for the balance.
func (b business) Kept(_ context.Context, name string) (funds.Kept, error) {
	if name != "FLOAT" {
		return funds.Kept{}, errors.New("of something else")
	}
	return funds.Kept{Value: `{"b":5000,"n":2,"s":9000}`, At: sampledAt}, b.unless(b.tableAway)
}

func (b business) Balance(context.Context) (funds.Amount, error) {
	return 5000, b.unless(b.gateAway)
}

// TestTheFiguresSayWhatIsKnownAndLeaveOutWhatIsNot: what is not known is never 0.
func TestTheFiguresSayWhatIsKnownAndLeaveOutWhatIsNot(t *testing.T) {
	t.Parallel()
	now := sampledAt
	counted := map[string]any{"frozenMinor": 11_110.0, "approvalsWaiting": 3.0, "paidEver": 16.0}
	proposals := map[string]any{"proposalsWaiting": 2.0}
	right := map[string]any{"countersBehindSeconds": 0.0, "countersMissing": 0.0, "countersSurplus": 0.0}
	behind := map[string]any{"countersBehindSeconds": 1200.0, "countersMissing": 1.0, "countersSurplus": 0.0}
	ageing := map[string]any{
		"reviewsUnder1h": 0.0, "reviewsUnder4h": 1.0, "reviewsUnder1d": 0.0, "reviewsUnder3d": 0.0, "reviewsOlder": 0.0, "reviewsLate": 0.0, "reviewsAtLeast": true, "reviewOldestPercent": 50.0,
		"payoutsUnder1h": 0.0, "payoutsUnder4h": 0.0, "payoutsUnder1d": 0.0, "payoutsUnder3d": 0.0, "payoutsOlder": 0.0, "payoutsLate": 0.0,
	}
	queue := map[string]any{"floatWaiting": 2.0, "floatWaitingMinor": 9000.0}
	float := map[string]any{"floatMinor": 5000.0}
	channels := []funds.Channel{{Method: "MVola"}}
	old := []funds.ID{funds.NewID([funds.CodeBytes]byte{1}, now.Add(-20*time.Minute))}
	for name, test := range map[string]struct {
		on       business
		channels []funds.Channel
		want     []map[string]any
		missing  int
	}{
		"all of them":          {business{}, channels, []map[string]any{counted, proposals, right, ageing, queue, float}, 0},
		"without channels":     {business{gateAway: true}, nil, []map[string]any{counted, proposals, right, ageing, queue}, 0},
		"the gateway is away":  {business{gateAway: true}, channels, []map[string]any{counted, proposals, right, ageing, queue}, 1},
		"the table is away":    {business{tableAway: true, newest: old}, channels, []map[string]any{float}, 5},
		"the stream has ended": {business{newest: old}, channels, []map[string]any{counted, proposals, behind, ageing, queue, float}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			a := &App{
				Flow:  &flow.Service{Store: queueAlone{on: test.on}, Gateway: test.on, Policy: funds.Policy{Channels: test.channels}, Now: func() time.Time { return now }, Log: newLog(&out, "7", 1)},
				Lists: &list.Service{Store: test.on, Policy: funds.Policy{Zone: time.UTC, Controls: funds.Controls{ReviewWithin: 2 * time.Hour}}, Now: func() time.Time { return now }},
			}
			a.sample(t.Context())
			lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
			if len(lines) != test.missing+1 {
				t.Errorf("%d lines, want one of figures and %d of what is missing:\n%s", len(lines), test.missing, out.String())
			}
			got, want := map[string]any{}, map[string]any{"msg": FiguresLine, "level": "INFO", "functionVersion": "7"}
			if err := json.Unmarshal(lines[len(lines)-1], &got); err != nil {
				t.Fatal(err)
			}
			delete(got, "time")
			for _, some := range test.want {
				for figure, value := range some {
					want[figure] = value
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the line (-want +got):\n%s", diff)
			}
		})
	}
}
