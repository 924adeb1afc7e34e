package main

import (
	"fmt"
	"math"
	"time"

	"github.com/outflow-pay/outflow/local/seed"
)

// reportScale writes the part of the page about very many withdrawals.
func (b *bench) reportScale(m scaled, p projected) {
	r := &b.report
	r.section("Among very many withdrawals")
	r.say("Written by `make bench-scale` on its own, %s, in %s, the machine's load average being %s before it; engine: %s. Withdrawals of 90 days, by a seeded generator: %d for each user, 78 %% completed, four methods. "+
		"They are written as they would be stored, and counted by the projector's code from the history that a stream would tell: %d records at once, one shard. "+
		"Requests and read units are what the engine says each answer consumes, behind a proxy; times are medians of %d over HTTP, with the local host around the deployed binaries.",
		b.began.UTC().Format("2006-01-02 15:04 MST"), time.Since(b.began).Round(time.Second), b.load, b.engine, withdrawalsEach, seed.Batch, readTimes)
	r.table(append([][]string{{"withdrawals", "state transitions", "written in, s", "counted in, s", "transitions a second"}}, m.loads...)...)
	b.reportReads(m.reads)
	r.say("What grows is the counters' nodes: each holds a number and an amount for every state and method that it has seen, and a deep page reads the days of a month and the hours of a day. They stop growing once all are there.")
	r.say("Exports of about %s rows. The function's own processor time is beside the whole: the engine shares the two cores, and reads one row after the other.", thousands(exportRows))
	r.table(append([][]string{{"among", "rows", "s", "rows a second", "processor s of the function", "rows a processor second", "most memory, MB"}}, m.exports...)...)
	r.say("Aim: at least %s rows a second. What limits it here is `BatchGetItem` of dynoxide, which serves some 15,000 to 20,000 rows a second on one core, whoever asks.", thousands(exportAim))
	rate := float64(p.steps) / p.took.Seconds()
	r.say("The projector, deployed as it is, takes %s state transitions in %s s, in batches of one shard: %s", thousands(p.steps), seconds(p.took), atLeast(rate, projectAim, " transitions a second"))
	r.say("Its lag, from the answer to a create until the statistics have it, on a table with its stream: %s ms, of which the batching window is 1,000.", milliseconds(p.lag))
}

func (b *bench) reportReads(reads map[int][]read) {
	r := &b.report
	head := []string{"answer"}
	for _, size := range crowds {
		for _, column := range []string{"requests", "read units", "ms"} {
			head = append(head, column+", "+thousands(size))
		}
	}
	rows := [][]string{head}
	least, most := crowds[0], crowds[len(crowds)-1]
	mostRequests, worst := read{}, 0.0
	worstOf := ""
	for _, one := range reads[most] {
		row := []string{one.what}
		for _, size := range crowds {
			got, there := find(reads[size], one.what)
			if !there {
				row = append(row, "–", "–", "–")
				continue
			}
			row = append(row, fmt.Sprint(got.requests), fmt.Sprintf("%.1f", got.units), milliseconds(got.took))
			if got.requests > mostRequests.requests {
				mostRequests = got
			}
		}
		rows = append(rows, row)
		if first, there := find(reads[least], one.what); there && first.rows == one.rows {
			for _, apart := range []float64{spread(float64(one.requests), float64(first.requests)), spread(one.units, first.units)} {
				if math.Abs(apart) > math.Abs(worst) {
					worst, worstOf = apart, one.what
				}
			}
		}
	}
	r.table(rows...)
	r.say("– is a page that the list does not have.")
	r.say("Most requests for one answer (%s): %s", mostRequests.what, verdict(float64(mostRequests.requests), scaleRequests, " requests"))
	r.say("Largest difference between %s and %s withdrawals, of requests or read units, among answers with as many rows (%s): %+.0f %%. %s", thousands(least), thousands(most), worstOf, worst, within(worst, scaleSpread))
}

// within says whether a difference is no larger than an aim, both in percent.
func within(apart, aim float64) string {
	if math.Abs(apart) <= aim {
		return fmt.Sprintf("**Met**, aim within %.0f %%.", aim)
	}
	return fmt.Sprintf("**Missed**, aim within %.0f %%.", aim)
}

// atLeast says whether a number reaches its aim.
func atLeast(got, aim float64, unit string) string {
	if got >= aim {
		return fmt.Sprintf("**Met**: %s%s, aim at least %s.", thousands(int(got)), unit, thousands(int(aim)))
	}
	return fmt.Sprintf("**Missed**: %s%s, aim at least %s.", thousands(int(got)), unit, thousands(int(aim)))
}
