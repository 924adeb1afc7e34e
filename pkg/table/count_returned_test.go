package table_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// cameBack is what is counted on the day of the house's clock as having come back.
func (p *tape) cameBack(t *testing.T, generation int64) funds.Tally {
	t.Helper()
	calendar := count.NewCalendar(policy())
	counts, err := p.store.Node(t.Context(), generation, count.ReturnNode(calendar, p.clock.now()))
	if err != nil {
		t.Fatal(err)
	}
	return counts[count.ReturnKey(handRequest("u1", yuan).Method)]
}

// returnsAreCountedOnce, on the day on which they come, however often the stream brings them, also beside a projector from
// before, which knows nothing of them and moves the marks of the tree; and by a recount.
func returnsAreCountedOnce(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 100*yuan)
	p := &tape{house: h, was: map[funds.ID]table.Image{}}
	id := h.completed(t, handRequest("u1", 5*yuan))
	p.tell(t, id)
	p.project(t, p.records)
	for _, reference := range []string{"FT1", "FT2"} {
		if _, err := h.Return(t.Context(), admin, cameBack(id, reference, 2*yuan)); err != nil {
			t.Fatal(err)
		}
		p.tell(t, id)
	}
	p.tell(t, h.completed(t, handRequest("u1", 6*yuan)))
	p.project(t, knowingNoReturns(p.records))
	same(t, "counted by a projector from before", funds.Tally{}, p.cameBack(t, 0))
	for range 3 {
		p.project(t, p.records)
	}
	same(t, "what came back", funds.Tally{Count: 2, Amount: 4 * yuan}, p.cameBack(t, 0))
}

// knowingNoReturns are records as a projector from before reads them.
func knowingNoReturns(records []count.Record) (read []count.Record) {
	for _, record := range records {
		for _, side := range []**count.Withdrawal{&record.Old, &record.New} {
			if *side != nil {
				without := **side
				without.Returned = nil
				*side = &without
			}
		}
		read = append(read, record)
	}
	return read
}
