package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/local/schedule"
	"github.com/outflow-pay/outflow/local/stack"
)

const (
	keyUsers    = 25
	keyLives    = 4 // of each user, reviewed; as many again are approved by policy
	partitionWU = 1000.0
	partitionRU = 3000.0
	askPause    = time.Second
	askedBound  = 3 * time.Minute
)

// measureKeys has the deployed binaries, the projector and reconcile among them, live many users' withdrawals, and says
// which partition keys all of them share, and at what rate the first of them would reach what a partition takes.
func (b *bench) measureKeys(ctx context.Context) error {
	return b.recorded(ctx, b.log, func(r *recorder, s *stack.Stack) error { return b.keysOf(ctx, r, s) })
}

func (b *bench) keysOf(ctx context.Context, recorder *recorder, s *stack.Stack) error {
	h := newHeat(s.Template().Table.CreateInput())
	lives, err := livesOfKeys(ctx, s)
	if err != nil {
		return err
	}
	for _, o := range recorder.take() {
		if o.writes() {
			err = h.write(o)
		} else {
			err = h.reads(o)
		}
		if err != nil {
			return err
		}
	}
	b.reportKeys(h, lives)
	return nil
}

// livesOfKeys lives them: half are reviewed and half approved by policy, and of each user's the last is settled by
// reconcile, without a callback. It is the number of lives.
func livesOfKeys(ctx context.Context, s *stack.Stack) (int, error) {
	var waiting []*life
	for range keyUsers {
		l, err := newLife(ctx, s)
		if err != nil {
			return 0, err
		}
		for range keyLives {
			if err := do(ctx, slices.Concat(l.byChannel(), l.auto())); err != nil {
				return 0, err
			}
		}
		if err := do(ctx, l.byChannel()[:3]); err != nil { // it is created, approved and sent
			return 0, err
		}
		if err := l.gateway.call(ctx, http.MethodPost, "/sandbox/orders/"+l.id, map[string]any{"state": 1, "callback": false}, nil); err != nil {
			return 0, err
		}
		waiting = append(waiting, l)
	}
	if err := settleByAsking(ctx, s, waiting); err != nil {
		return 0, err
	}
	return keyUsers * (2*keyLives + 1), s.Drain(ctx)
}

func do(ctx context.Context, all []request) error {
	for _, one := range all {
		if err := one.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// settleByAsking runs reconcile until all are completed.
func settleByAsking(ctx context.Context, s *stack.Stack, waiting []*life) error {
	ctx, cancel := context.WithTimeout(ctx, askedBound)
	defer cancel()
	for {
		if _, err := s.Invoke(ctx, "reconcile", schedule.Event("reconcile", time.Now())); err != nil {
			return err
		}
		var err error
		waiting = slices.DeleteFunc(waiting, func(l *life) bool {
			ended, failed := l.ended(ctx)
			err = errors.Join(err, failed)
			return ended
		})
		if err != nil || len(waiting) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("reconcile has not settled %d: %w", len(waiting), ctx.Err())
		case <-time.After(askPause):
		}
	}
}

// ended says whether the withdrawal that is being lived is completed.
func (l *life) ended(ctx context.Context) (bool, error) {
	var record struct{ Data struct{ Status string } }
	err := l.admin.call(ctx, http.MethodGet, recordPath+l.id, nil, &record)
	return record.Data.Status == "completed", err
}

var (
	monthInKey = regexp.MustCompile(`#20\d{4}(#|$)`)
	dayInKey   = regexp.MustCompile(`#20\d{6}(#|$)`)
)

// kindOfKey names a key without what it is about: those of one user, withdrawal or caller are one kind, which not all
// share.
func kindOfKey(key partitionKey) (kind string, shared bool) {
	first, rest, more := strings.Cut(key.value, "#")
	switch {
	case slices.Contains([]string{"USER", "WD", "RC", "IDEMP", "TWIN", "TXNO", "RATE", "ADMIN", "STRAY", "PROPOSAL"}, first), key.index == "by-phone":
		return first + "#…", false
	case first == "COUNT" && strings.Contains(rest, "PAYEE#"):
		return "COUNT#<generation>#PAYEE#…", false
	case first == "COUNT" && more:
		_, parent, _ := strings.Cut(rest, "#")
		return "COUNT#<generation>#" + dayInKey.ReplaceAllString("#"+parent, "#<day>$1")[1:], true
	case first == "PAUSE" && more:
		return "PAUSE#<0–63>", true
	case first == "DUE":
		return "DUE#<0–7>", true
	}
	return monthInKey.ReplaceAllString(dayInKey.ReplaceAllString(key.value, "#<day>$1"), "#<month>$1"), true
}

// heatRow is what the hottest key of a kind takes of each life.
type heatRow struct {
	index, kind   string
	written, read float64
	shared        bool
}

func (b *bench) reportKeys(h *heat, lives int) {
	rows := map[string]*heatRow{}
	for _, key := range slices.Concat(slices.Collect(maps.Keys(h.written)), slices.Collect(maps.Keys(h.read))) {
		kind, shared := kindOfKey(key)
		row := rows[key.index+" "+kind]
		if row == nil {
			row = &heatRow{index: key.index, kind: kind, shared: shared}
			rows[key.index+" "+kind] = row
		}
		row.written, row.read = max(row.written, h.written[key]/float64(lives)), max(row.read, h.read[key]/float64(lives))
	}
	sorted := slices.SortedFunc(maps.Values(rows), func(a, b *heatRow) int {
		return cmp.Or(cmp.Compare(b.share(), a.share()), cmp.Compare(a.kind, b.kind))
	})
	table := [][]string{{"key", "write units a life", "read units a life", "lives a second until it is full"}}
	for _, row := range sorted {
		if !row.shared || row.share() == 0 {
			continue
		}
		index := row.index
		if index == "" {
			index = "the table"
		}
		table = append(table, []string{fmt.Sprintf("%s, `%s`", index, row.kind), fmt.Sprintf("%.3f", row.written), fmt.Sprintf("%.3f", row.read), fmt.Sprintf("%.0f", 1/row.share())})
	}
	r := &b.report
	r.section("Which key is the hottest")
	r.say("%d withdrawals of %d users, half of them reviewed and half approved by policy, lived by the deployed binaries, the projector and reconcile among them; %d are settled by reconcile alone. "+
		"What each request consumes is attributed to the partition keys that it touches, by DynamoDB's rules for items and indexes on a shadow of the table; for every request the sum was what %s said. "+
		"A partition takes %.0f write and %.0f read units a second. Shown are the keys that all withdrawals share, of each kind the hottest; months have one shard here, and `monthShards` divides what names a month or a day. "+
		"A counter is written once for each batch of the stream, not for each withdrawal: the batches were small here.", lives, keyUsers, keyUsers, b.engine, partitionWU, partitionRU)
	r.table(table...)
}

// share is the part of what a partition takes that one life a second needs.
func (r *heatRow) share() float64 { return max(r.written/partitionWU, r.read/partitionRU) }
