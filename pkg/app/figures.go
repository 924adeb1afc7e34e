package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// FiguresLine is the msg of the line in which each minute's first run of reconcile says how the business stands: metric
// filters of template.yaml read its numbers. What could not be found out is not in it, never 0.
const FiguresLine = "figures"

const (
	countersGrace  = 5 * time.Minute // for the stream, and for indexes that lag
	countersRows   = 1000            // newest withdrawals that are looked for in the counters
	floatQuestion  = time.Second     // for the gateway's balance
	figureQuestion = 5 * time.Second // for what the table says
)

// sample writes the line of figures. Whatever fails is left out, with a line that says why: nobody waits for a figure.
func (a *App) sample(ctx context.Context) {
	var known []slog.Attr
	for _, figure := range []struct {
		name  string
		bound time.Duration
		read  func(context.Context) ([]slog.Attr, error)
	}{
		{"counted", figureQuestion, a.countedFigures},
		{"proposals", figureQuestion, a.proposalFigures},
		{"counters", figureQuestion, a.counterFigures},
		{"ageing", figureQuestion, a.ageingFigures},
		{"queue", figureQuestion, a.queueFigures},
		{"float", floatQuestion, a.floatFigures},
	} {
		asking, cancel := context.WithTimeout(ctx, figure.bound)
		attributes, err := figure.read(asking)
		cancel()
		if err != nil {
			a.Flow.Log.WarnContext(ctx, "a figure is not known", "figure", figure.name, "error", err)
			continue
		}
		known = append(known, attributes...)
	}
	a.Flow.Log.LogAttrs(ctx, slog.LevelInfo, FiguresLine, known...)
}

// countedFigures are what the counters of all withdrawals say: what is frozen for those under way, how many wait for a
// review, and how many have ever been paid.
func (a *App) countedFigures(ctx context.Context) ([]slog.Attr, error) {
	generation, err := a.Lists.Store.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := a.Lists.Store.Node(ctx, generation, count.All())
	if err != nil {
		return nil, err
	}
	by := counts.ByState()
	frozen := by[funds.StatePending].Amount + by[funds.StateApproved].Amount + by[funds.StateProcessing].Amount
	return []slog.Attr{
		slog.Int64("frozenMinor", int64(frozen)), slog.Int64("approvalsWaiting", by[funds.StatePending].Count), slog.Int64("paidEver", by[funds.StateCompleted].Count),
	}, nil
}

// proposalFigures are how many acts wait for other people.
func (a *App) proposalFigures(ctx context.Context) ([]slog.Attr, error) {
	open, err := a.Lists.Store.ProposalIDs(ctx, []funds.ProposalState{funds.ProposalOpen})
	return []slog.Attr{slog.Int("proposalsWaiting", len(open))}, err
}

// counterFigures are how far the counters are behind the table.
func (a *App) counterFigures(ctx context.Context) ([]slog.Attr, error) {
	now := a.Flow.Now()
	behind, err := a.Lists.CountersBehind(ctx, now.Add(-countersGrace), countersRows)
	if err != nil {
		return nil, err
	}
	var late time.Duration
	if !behind.Since.IsZero() {
		late = now.Sub(behind.Since)
	}
	return []slog.Attr{
		slog.Int64("countersBehindSeconds", int64(late.Seconds())), slog.Int64("countersMissing", behind.Missing), slog.Int64("countersSurplus", behind.Surplus),
	}, nil
}

// ageingFigures are how many reviews and payouts have waited for how long, how many of them for too long, and how much of the time
// that the policy gives them the oldest has taken, in hundredths, which is not said where the policy gives them no time.
func (a *App) ageingFigures(ctx context.Context) ([]slog.Attr, error) {
	review, payout, err := a.Lists.Ageing(ctx)
	if err != nil {
		return nil, err
	}
	return append(aged("review", review), aged("payout", payout)...), nil
}

func aged(what string, ageing funds.Ageing) (known []slog.Attr) {
	for i, bucket := range []string{"Under1h", "Under4h", "Under1d", "Under3d", "Older"} {
		known = append(known, slog.Int64(what+"s"+bucket, ageing.Buckets[i]))
	}
	known = append(known, slog.Int64(what+"sLate", ageing.Late))
	if ageing.AtLeast {
		known = append(known, slog.Bool(what+"sAtLeast", true))
	}
	if percent, limited := ageing.Percent(); limited {
		known = append(known, slog.Int64(what+"OldestPercent", percent))
	}
	return known
}

// queueFigures are how many payouts wait for the gateway's balance, and what they take of it, as the last runs found it.
func (a *App) queueFigures(ctx context.Context) ([]slog.Attr, error) {
	queue, err := a.Flow.Queued(ctx)
	return []slog.Attr{slog.Int64("floatWaiting", queue.Count), slog.Int64("floatWaitingMinor", int64(queue.Amount))}, err
}

// floatFigures are what the gateway can pay out for us, all channels together: its interface knows one balance. Without
// channels there is nobody to ask.
func (a *App) floatFigures(ctx context.Context) ([]slog.Attr, error) {
	if len(a.Flow.Policy.Channels) == 0 {
		return nil, nil
	}
	balance, err := a.Flow.Gateway.Balance(ctx)
	return []slog.Attr{slog.Int64("floatMinor", int64(balance))}, err
}
