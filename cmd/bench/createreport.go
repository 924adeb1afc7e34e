package main

import (
	"fmt"
	"slices"
	"time"
)

// reportCreate says how the handler compares with the transaction, and where its time goes.
func (b *bench) reportCreate(results []raceResult, deployed deployedResult, items int) {
	r := &b.report
	r.section("Create")
	r.say("`POST /api/wallet/withdraw` with an `Idempotency-Key`, from the event's JSON to the answer's, against a ready-made `TransactWriteItems` of the same %d items under the same conditions, "+
		"in the same process, by the same SDK client, on the same table. The handler verifies the token, reads what it decides on, decides and encodes; "+
		"the bare transaction does nothing of this. Every create is for a user of its own. Rounds alternate; the numbers are medians of rounds. The table is the template's without its stream, which costs a writer nothing on AWS, and here what the engine takes to write it.", items)
	rows := [][]string{{"clients", "rounds × creates", "handler, ms", "by hand, ms", "ratio", "handler, a second", "by hand, a second"}}
	for _, result := range results {
		ours, hand := result.each(result.ours), result.each(result.hand)
		rate := func(s spent) string {
			return fmt.Sprintf("%.0f", float64(result.clients)*float64(time.Second)/float64(s.elapsed))
		}
		rows = append(rows, []string{
			fmt.Sprint(result.clients), fmt.Sprintf("%d × %d", result.rounds, result.creates),
			milliseconds(ours.elapsed), milliseconds(hand.elapsed), fmt.Sprintf("%.2f", result.ratio()), rate(ours), rate(hand),
		})
	}
	r.table(rows...)
	one := results[0]
	ours, hand := one.each(one.ours), one.each(one.hand)
	r.say("At one client: %s", verdict(one.ratio(), createAim, "×"))
	r.say("Where the time goes, at one client, ms for one create:")
	r.table(
		[]string{"", "reads at the engine", "write at the engine", "everything else", "all"},
		ours.row("handler"), hand.row("by hand"),
	)
	r.say("Reads for each create: %.3g. The bare transaction makes none; without them the ratio would be %.2f×. "+
		"Everything else is, on both sides, the SDK (encoding, signing, decoding), and, in the handler, the event, the token, the decision, the items and the answer.",
		ours.readCount, float64(ours.elapsed-ours.reads)/float64(hand.elapsed))
	r.say("The handler here is made of the deployed one's parts, but for pkg/app's bridge, which cannot be had outside its package. To compare, one create each in turn, medians of %d: "+
		"the deployed binary %s ms, of which the way there and back is %s ms (an empty function's); the handler here %s ms. The rest of the difference is not taken apart here: "+
		"the bridge is in it, and what it costs a process to be stopped after each request and woken for the next.",
		deployedCreates, milliseconds(deployed.deployed), milliseconds(deployed.empty), milliseconds(deployed.here))
}

// ratio is the median of the rounds' own ratios: what slows the machine down slows both sides of a round.
func (r raceResult) ratio() float64 {
	ratios := make([]float64, len(r.ours))
	for i := range ratios {
		ratios[i] = float64(r.ours[i].elapsed) / float64(r.hand[i].elapsed)
	}
	return median(ratios)
}

// each is what one create took its client, in the round that was in the middle.
func (r raceResult) each(rounds []spent) spent {
	sorted := slices.SortedFunc(slices.Values(rounds), func(x, y spent) int { return int(x.elapsed - y.elapsed) })
	middle, creates := sorted[len(sorted)/2], time.Duration(r.creates)
	return spent{
		middle.elapsed * time.Duration(r.clients) / creates, middle.reads / creates, middle.writes / creates, middle.readCount / float64(r.creates),
	}
}

func (s spent) row(name string) []string {
	return []string{name, milliseconds(s.reads), milliseconds(s.writes), milliseconds(s.elapsed - s.reads - s.writes), milliseconds(s.elapsed)}
}
