package table_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/table"
)

// plantedTwinsAreFound: verify finds a claim that names something else than what it is about.
func plantedTwinsAreFound(t *testing.T, h *house) {
	t.Helper()
	first := h.pending(t, unrepeated(h.funded(t, "u1", 10_000*yuan)))
	other := h.pending(t, handRequest("u1", 70*yuan))
	h.clock.advance(5 * time.Minute) // what was made while the table is read is not judged
	h.invariantsHold(t)
	twin := h.withdrawal(t, first).Likeness().Key()
	h.plant(t, lie{"TWIN#" + twin, "TWIN", sets("res", words(string(other))), table.RuleTwin})
	verified, err := h.store.Verify(t.Context())
	if err != nil || len(verified.Violations) != 1 || verified.Violations[0].Rule != table.RuleTwin || !strings.Contains(verified.Violations[0].Detail, twin) {
		t.Errorf("found %v, %v", verified.Violations, err)
	}
}
