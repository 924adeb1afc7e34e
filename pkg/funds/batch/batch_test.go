package batch_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/batch"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

func act() funds.Act { return fixture.Act(fixture.Admin, fixture.Late) }

func rowsOf(n int) (rows []funds.BatchRow) {
	for i := range n {
		id := funds.NewID([funds.CodeBytes]byte{0, 0, 0, byte(i / 256), byte(i)}, fixture.Created)
		rows = append(rows, funds.BatchRow{ID: id, Net: funds.Amount(i + 1), Hash: strings.Repeat("h", 32)})
	}
	return rows
}

func reason(err error) funds.Reason {
	var refused *funds.Error
	if !errors.As(err, &refused) {
		return ""
	}
	return refused.Reason
}

// holds fails the test where a batch breaks an invariant.
func holds(t *testing.T, b funds.Batch, parts []funds.BatchPart) {
	t.Helper()
	if wrong := invariant.VerifyBatch(b, invariant.RowsOf(parts)); len(wrong) > 0 {
		t.Errorf("%s: %v", b.State, wrong)
	}
}

func TestABatchGoesFromItsMakingToItsEndPartByPart(t *testing.T) {
	t.Parallel()
	b, parts, err := batch.Make(act(), "icbc", "csv", 3000, rowsOf(250))
	if err != nil || len(parts) != 3 || b.Parts() != 3 || b.Count != 250 || b.Total != 250*251/2 {
		t.Fatalf("%+v in %d parts, %v", b, len(parts), err)
	}
	holds(t, b, parts)
	made := batch.Made(act(), b)
	if made.Batch.From != 0 || made.Audit.Action != "make" || made.Audit.Module != "batch" {
		t.Errorf("it writes %+v", made)
	}
	take := func(change funds.Change, err error) {
		t.Helper()
		b = fixture.MustDecide(t, change, err).Batch.To
		if change.BatchPart != nil {
			parts[change.BatchPart.To.Number] = change.BatchPart.To
		}
		holds(t, b, parts)
	}
	if _, err := batch.Claimed(act(), b, parts[0], nil); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("before it is released: %v", err)
	}
	take(batch.Release(act(), b, []funds.Actor{fixture.Admin, {Role: funds.RoleAdmin, ID: "a2", Person: "wang", IP: "192.0.2.1"}}))
	if len(b.Releasers) != 2 || b.Releasers[0].Person != "a1" || b.Releasers[1].Person != "wang" || b.Releasers[1].IP != "" {
		t.Errorf("it is paid by %+v", b.Releasers)
	}
	for n := range parts {
		if _, err := batch.Claimed(act(), b, parts[(n+1)%3], nil); !errors.Is(err, funds.ErrConflict) {
			t.Errorf("a part out of turn: %v", err)
		}
		take(batch.Claimed(act(), b, parts[n], map[funds.ID]funds.Message{parts[n].Rows[0].ID: "no"}))
	}
	if b.Claimed != 247 || b.Done != 3 || b.State != funds.BatchReleased {
		t.Errorf("claimed, it is %+v", b)
	}
	stuck := b
	take(batch.Ready(act(), b, funds.FilePrint{SHA256: "f", Bytes: 1}))
	if _, err := batch.Ready(act(), b, funds.FilePrint{}); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("ready twice: %v", err)
	}
	take(batch.Recall(act(), b, "未发送"))
	for n := range int64(3) {
		if _, err := batch.LetGo(act(), b, n+1); !errors.Is(err, funds.ErrConflict) {
			t.Errorf("a part out of turn: %v", err)
		}
		take(batch.LetGo(act(), b, n))
	}
	if b.State != funds.BatchEnded {
		t.Errorf("in the end it is %s", b.State)
	}
	if change, err := batch.Recall(act(), stuck, "r"); err != nil || change.Batch.To.State != funds.BatchRecalled {
		t.Errorf("what has no file for ever: %v", err)
	}
}

func TestWhatIsNoBatchIsRefused(t *testing.T) {
	t.Parallel()
	twice := append(rowsOf(2), rowsOf(1)...)
	for name, test := range map[string]struct {
		rows []funds.BatchRow
		most int64
		want funds.Reason
	}{
		"of nothing":          {nil, 9, batch.ReasonBatchEmpty},
		"of one too many":     {rowsOf(4), 3, batch.ReasonBatchTooLong},
		"with one twice":      {twice, 9, batch.ReasonBatchTwice},
		"as many as it takes": {rowsOf(3), 3, ""},
	} {
		_, _, err := batch.Make(act(), "default", "csv", test.most, test.rows)
		if got := reason(err); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	b, parts, err := batch.Make(act(), "default", "csv", 9, rowsOf(2))
	if err != nil {
		t.Fatal(err)
	}
	other := b
	other.Account = "another"
	short := []funds.BatchPart{{Batch: b.ID, Rows: parts[0].Rows[:1]}}
	for name, err := range map[string]error{
		"another account": batch.Whole(other, parts), "a row less": batch.Whole(b, short), "no rows": batch.Whole(b, nil),
	} {
		if reason(err) != batch.ReasonBatchChanged {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := batch.Whole(b, parts); err != nil {
		t.Error(err)
	}
}

func TestABatchIsAskedForWhatItsStateAllows(t *testing.T) {
	t.Parallel()
	b, parts, err := batch.Make(act(), "default", "csv", 9, rowsOf(2))
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range funds.BatchStates() {
		now := b
		now.State = state
		_, releases := batch.Release(act(), now, []funds.Actor{fixture.Admin})
		_, recalls := batch.Recall(act(), now, "r")
		_, discards := batch.Discard(act(), now)
		for name, test := range map[string]struct {
			err  error
			want bool
		}{
			"release": {releases, state == funds.BatchOpen}, "recall": {recalls, state == funds.BatchReady},
			"discard": {discards, state == funds.BatchOpen || state == funds.BatchDiscarded},
		} {
			if (test.err == nil) != test.want || test.err != nil && reason(test.err) != batch.ReasonBatchIs {
				t.Errorf("%s of %s: %v", name, state, test.err)
			}
		}
	}
	released, err := batch.Release(act(), b, []funds.Actor{fixture.Admin})
	nothing := fixture.MustDecide(t, released, err).Batch.To
	none, err := batch.Claimed(act(), nothing, parts[0], map[funds.ID]funds.Message{parts[0].Rows[0].ID: "a", parts[0].Rows[1].ID: "b"})
	if ended := fixture.MustDecide(t, none, err).Batch.To; ended.State != funds.BatchEnded || ended.Claimed != 0 {
		t.Errorf("of which nothing was claimed: %+v", ended)
	}
}
