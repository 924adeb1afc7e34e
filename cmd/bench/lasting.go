package main

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/local/stack"
)

const (
	lastingMinutes = 10
	lastingClients = 16
	lastingTurns   = 12 // of each of the two stacks in the end
	lastingTurn    = 5 * time.Second
	lastingAim     = 10.0 // percent fewer, at most
)

// measureLasting has a stack serve lives for ten minutes, and compares the tenth minute with the first; and then, in
// turns, with a new stack: what slows the machine down slows both of them.
func (b *bench) measureLasting(ctx context.Context) error {
	old, err := b.startStack(ctx, "", true)
	if err != nil {
		return err
	}
	defer old.Close() //nolint:contextcheck // stopping has its own time
	if _, err := live(ctx, old, lastingClients, livesWarm); err != nil {
		return err
	}
	minutes := make([]float64, lastingMinutes)
	for i := range minutes {
		lives, err := live(ctx, old, lastingClients, time.Minute)
		if err != nil {
			return fmt.Errorf("minute %d: %w", i+1, err)
		}
		minutes[i] = rateOf(lives, time.Minute)
	}
	fresh, err := b.startStack(ctx, "", true)
	if err != nil {
		return err
	}
	defer fresh.Close() //nolint:contextcheck // stopping has its own time
	if _, err := live(ctx, fresh, lastingClients, livesWarm); err != nil {
		return err
	}
	var rates [2][]float64
	for turn := range 2 * lastingTurns {
		which := turn % 2
		lives, err := live(ctx, [...]*stack.Stack{old, fresh}[which], lastingClients, lastingTurn)
		if err != nil {
			return err
		}
		rates[which] = append(rates[which], rateOf(lives, lastingTurn))
	}
	withdrawals, err := verify(ctx, old)
	if err != nil {
		return err
	}
	b.reportLasting(minutes, rates, withdrawals)
	return nil
}

func (b *bench) reportLasting(minutes []float64, rates [2][]float64, withdrawals int) {
	first, last := minutes[0], minutes[len(minutes)-1]
	var ratios []float64
	for turn := range rates[0] {
		ratios = append(ratios, rates[0][turn]/rates[1][turn])
	}
	r := &b.report
	r.section("A stack that runs for long")
	r.say("The same lives, by %d clients, for %d minutes on one stack; then in turns of %s on it and on a new one, which both have what the machine has left for them.", lastingClients, lastingMinutes, lastingTurn)
	r.table(
		[]string{"", "lives a second"},
		[]string{"the first minute", fmt.Sprintf("%.1f", first)},
		[]string{fmt.Sprintf("minute %d", len(minutes)), fmt.Sprintf("%.1f", last)},
		[]string{"afterwards, in turns: this stack", fmt.Sprintf("%.1f", median(rates[0]))},
		[]string{"afterwards, in turns: a new one", fmt.Sprintf("%.1f", median(rates[1]))},
	)
	r.say("The last minute against the first: %+.0f %%. %s", percent(last/first), atLeast(percent(last/first), -lastingAim, "%"))
	r.say("In turns against a new stack, the median of %d ratios: %+.0f %%. %s", len(ratios), percent(median(ratios)), atLeast(percent(median(ratios)), -lastingAim, "%"))
	r.say("Afterwards every invariant held on the table's %d withdrawals.", withdrawals)
}

func percent(ratio float64) float64 { return 100 * (ratio - 1) }
