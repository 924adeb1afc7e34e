package table_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// story is a random history of withdrawals as streams report it: the steps of one withdrawal are in one shard, in
// order.
type story struct {
	random   *rand.Rand
	calendar *count.Calendar
	now      map[funds.ID]count.Withdrawal
	shards   map[string][]count.Record
	told     int64 // sequence numbers
}

func newStory(seed uint64) *story {
	return &story{
		random: rand.New(rand.NewPCG(seed, 1)), calendar: count.NewCalendar(policy()), now: map[funds.ID]count.Withdrawal{},
		shards: map[string][]count.Record{}, told: 9_999_999_999_999_990, // gets one more digit
	}
}

// goOn creates a withdrawal, or moves one to another state.
func (s *story) goOn() {
	states := funds.States()
	id := funds.ID(fmt.Sprintf("%08d20260301080000", s.random.IntN(40)))
	old, known := s.now[id]
	next := old
	if !known {
		day := time.Date(2026, 2, 27, 15, 59, 59, 999_000_000, time.UTC) // the last millisecond of a business day
		next = count.Withdrawal{
			At: day.Add(time.Duration(s.random.IntN(4*24*60)) * time.Minute), Amount: funds.Amount(1 + s.random.IntN(1000)),
			Method: []funds.Method{funds.MethodBank, channel}[s.random.IntN(2)],
		}
	}
	next.State = states[s.random.IntN(len(states))]
	s.told++
	step := count.Record{ID: id, Sequence: fmt.Sprintf("%d", s.told), New: &next}
	if known {
		step.Old = &old
	}
	s.now[id] = next
	shard := fmt.Sprintf("shard-%d", id[7]%2)
	s.shards[shard] = append(s.shards[shard], step)
}

// recount is the tree as it should be now.
func (s *story) recount() map[count.Node]count.Counts {
	tree := map[count.Node]count.Counts{}
	for _, placed := range s.now {
		for _, node := range s.calendar.Path(placed.At) {
			if tree[node] == nil {
				tree[node] = count.Counts{}
			}
			tree[node].Add(count.Key{State: placed.State, Method: placed.Method}, 1, placed.Amount)
		}
	}
	return tree
}

// countersCountOnce delivers random histories in batches of random sizes: some twice, whole or in part, late, by
// another process, by two at the same time, or after a crash between any two nodes. The tree must still equal a plain
// count.
func countersCountOnce(t *testing.T, h *house) {
	t.Helper()
	story := newStory(1)
	other := *h
	other.store = table.New(h.client, h.table, h.clock.now) // remembers nothing of what this one has put
	for range 300 {
		story.goOn()
	}
	for shard, steps := range story.shards {
		for at := 0; at < len(steps); {
			end := min(at+1+story.random.IntN(25), len(steps))
			batch := steps[at:end]
			if story.random.IntN(3) == 0 {
				other.deliverBadly(t, story, shard, batch, h)
			} else {
				h.deliverBadly(t, story, shard, batch, &other)
			}
			if again := story.random.IntN(3); again > 0 && at > 0 { // an earlier part once more, on its own or with this one
				from := story.random.IntN(at)
				h.project(t, story, shard, steps[from:from+1+story.random.IntN(end-from)])
			}
			at = end
		}
	}
	for node, want := range story.recount() {
		got, err := h.store.Node(t.Context(), 0, node)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", node, diff)
		}
	}
}

func (h *house) project(t *testing.T, story *story, shard string, steps []count.Record) {
	t.Helper()
	if err := h.store.Project(t.Context(), story.calendar, shard, steps); err != nil {
		t.Fatal(err)
	}
}

// deliverBadly delivers a batch after it was delivered in part, or to some of its nodes only, or to two processes at
// the same time.
func (h *house) deliverBadly(t *testing.T, story *story, shard string, batch []count.Record, other *house) {
	t.Helper()
	switch story.random.IntN(4) {
	case 0: // bisected: the first half came, then all of it
		h.project(t, story, shard, batch[:(len(batch)+1)/2])
	case 1: // a crash after some nodes
		for node, changes := range count.Deltas(story.calendar, 0, batch) {
			if story.random.IntN(2) == 0 {
				if err := h.store.CountUp(t.Context(), 0, node, shard, changes); err != nil {
					t.Fatal(err)
				}
			}
		}
	case 2: // a zombie works on it too
		done := make(chan error)
		go func() { done <- other.store.Project(t.Context(), count.NewCalendar(policy()), shard, batch) }()
		h.project(t, story, shard, batch)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		return
	}
	h.project(t, story, shard, batch)
}
