package table_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/batch"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// batched makes and releases a batch of these withdrawals, which has claimed nothing yet.
func (h *house) batched(t *testing.T, ids ...funds.ID) (funds.Batch, []funds.BatchPart) {
	t.Helper()
	var rows []funds.BatchRow
	for _, id := range ids {
		w := h.withdrawal(t, id)
		rows = append(rows, funds.BatchRow{ID: id, Net: w.Net(), Hash: w.Content()})
	}
	act := h.act(admin)
	b, parts, err := batch.Make(act, "default", "csv", funds.MaxBatchRows, rows)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		h.commit(t, funds.Change{CommitID: act.CommitID, At: act.At, BatchPart: &funds.BatchPartChange{To: part}}, nil)
	}
	h.commit(t, batch.Made(act, b), nil)
	released, err := batch.Release(h.act(admin), b, []funds.Actor{admin})
	return h.commit(t, released, err).Batch.To, parts
}

func (h *house) claims(t *testing.T, b funds.BatchID, w funds.Withdrawal) (funds.Change, error) {
	t.Helper()
	claim := withdrawal.Batching{Batch: b, Content: w.Content(), Payers: []funds.Actor{admin}}
	return withdrawal.ClaimForBatch(h.act(admin), h.wallet(t, w.UserID), w, claim, h.Policy)
}

// aBatchHasItsRowsAlone: of two batches one claims a row, nothing else moves it then, whatever a decision has overlooked,
// and an older program does not write it.
func aBatchHasItsRowsAlone(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	id := h.approved(t, handRequest("u1", 5*yuan))
	first, parts := h.batched(t, id)
	second, _ := h.batched(t, id)
	before := h.withdrawal(t, id)
	byHand, err := withdrawal.PayManually(h.act(admin), h.wallet(t, "u1"), before, funds.Transfer{Number: "TX1"}, h.Policy)
	if err != nil {
		t.Fatal(err)
	}
	other, err := h.claims(t, second.ID, before)
	if err != nil {
		t.Fatal(err)
	}
	claim, err := h.claims(t, first.ID, before)
	claim = h.commit(t, claim, err)
	h.wantVersion(t, id, "vb", "ver")
	h.refuses(t, "a payment by hand that was decided before", byHand)
	h.refuses(t, "a claim of another batch that was decided before", other)
	h.refusesOlder(t, id)
	has := h.withdrawal(t, id)
	same(t, "what the batch has", claim.Withdrawal.To.Payout, has.Payout)
	overlooks := has
	overlooks.State, overlooks.Payout = funds.StateApproved, funds.Payout{}
	for name, decide := range map[string]func(funds.Withdrawal) (funds.Change, error){
		"a payment by hand": func(w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.PayManually(h.act(admin), h.wallet(t, "u1"), w, funds.Transfer{Number: "TX2"}, h.Policy)
		},
		"a failure": func(w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Fail(h.act(admin), h.wallet(t, "u1"), w, "r", true, funds.Report{}, h.Policy)
		},
		"another claim": func(w funds.Withdrawal) (funds.Change, error) { return h.claims(t, second.ID, w) },
	} {
		change, err := decide(overlooks)
		if err != nil {
			t.Fatal(err)
		}
		for _, batch := range []funds.BatchID{"", second.ID} {
			change.Withdrawal.Batch = batch
			h.refuses(t, fmt.Sprintf("%s that has overlooked the batch, or knows another: %q", name, batch), change)
		}
	}
	if _, err := h.PayManually(t.Context(), admin, id, funds.Transfer{Number: "TX3"}); !errors.Is(err, funds.ErrIllegal) {
		t.Errorf("a payment by hand: %v", err)
	}
	act := h.act(admin)
	through, err := batch.Claimed(act, first, parts[0], nil)
	h.commit(t, through, err)
	twice, err := batch.Claimed(act, first, parts[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	twice.CommitID, twice.Batch.To.CommitID = "again", "again"
	h.refuses(t, "a step that was decided before", twice)
	paid, err := withdrawal.CompleteInBatch(h.act(admin), h.wallet(t, "u1"), has, first.ID, funds.Transfer{Number: "TX4"})
	stale, staleErr := withdrawal.Unclaim(h.act(admin), has, first.ID, "AC04")
	h.commit(t, paid, errors.Join(err, staleErr))
	h.refuses(t, "a refusal that was decided before it was paid", stale)
	h.wantVersion(t, id, "ver", "vb")
	h.refuses(t, "a claim that was decided long ago", other)
	h.invariantsHold(t)
}

var fullBatch = funds.Batch{
	ID: "PB0123ABCD20260331163000", Version: 1, State: funds.BatchReady, Account: "icbc", Format: "csv", Count: 3, Total: 6, Hash: strings.Repeat("h", 32),
	Claimed: 2, ClaimedAmount: 3, Done: 1, File: funds.FilePrint{SHA256: strings.Repeat("f", 32), Bytes: 9},
	Releasers: []funds.Actor{{Role: funds.RoleAdmin, ID: "a1", Person: "li", Name: "李"}, {Role: funds.RoleAdmin, ID: "a2", Person: "wang", Name: "王"}},
	Proposal:  "PR0123ABCD20260331163000", By: funds.Actor{Role: funds.RoleAdmin, ID: "a1", Name: "李"}, CommitID: "commit-1",
	CreatedAt: someDay, UpdatedAt: someDay.Add(time.Second), ReadyAt: someDay.Add(2 * time.Second),
}

func batchesSurvive(t *testing.T, h *house) {
	t.Helper()
	if _, err := h.store.Batch(t.Context(), fullBatch.ID); !errors.Is(err, funds.ErrNoBatch) {
		t.Errorf("where there is none: %v", err)
	}
	parts := []funds.BatchPart{
		{Batch: fullBatch.ID, Number: 0, Version: 1, CommitID: "commit-1", Rows: []funds.BatchRow{{ID: "0123ABCD20260331163000", Net: 1, Hash: strings.Repeat("1", 32), Refused: "暂停"}}},
		{Batch: fullBatch.ID, Number: 1, Version: 1, CommitID: "commit-1", Rows: []funds.BatchRow{{ID: "0123ABCE20260331163000", Net: 2, Hash: strings.Repeat("2", 32)}}},
	}
	for _, part := range parts {
		h.commit(t, funds.Change{CommitID: "commit-1", At: someDay, BatchPart: &funds.BatchPartChange{To: part}}, nil)
	}
	h.commit(t, funds.Change{CommitID: "commit-1", At: someDay, Batch: &funds.BatchChange{To: fullBatch}}, nil)
	got, err := h.store.Batch(t.Context(), fullBatch.ID)
	same(t, "batch", fullBatch, got)
	rows, rowsErr := h.store.BatchParts(t.Context(), fullBatch.ID, 2)
	same(t, "parts", parts, rows)
	ids, idsErr := h.store.BatchIDs(t.Context())
	same(t, "ids", []funds.BatchID{fullBatch.ID}, ids)
	if err := errors.Join(err, rowsErr, idsErr); err != nil {
		t.Error(err)
	}
}

// plantedBatchesAreFound: a row that no batch has, one that is not what was released, and a batch that says other sums.
func plantedBatchesAreFound(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	id := h.approved(t, handRequest("u1", 5*yuan))
	b, parts := h.batched(t, id)
	claim, err := h.claims(t, b.ID, h.withdrawal(t, id))
	h.commit(t, claim, err)
	through, err := batch.Claimed(h.act(admin), b, parts[0], nil)
	h.commit(t, through, err)
	h.invariantsHold(t)
	whole := h.item(t, id)
	for name, plant := range map[string]func(map[string]types.AttributeValue){
		"another batch":   func(row map[string]types.AttributeValue) { row["bt"] = text("PB0123ABCD20260331163000") },
		"no batch at all": func(row map[string]types.AttributeValue) { delete(row, "bt") },
		"another account": func(row map[string]types.AttributeValue) { row["acct"] = text("6222999") },
	} {
		row := h.item(t, id)
		plant(row)
		h.put(t, row)
		verified, err := h.store.Verify(t.Context())
		if err != nil || len(verified.Violations) == 0 {
			t.Errorf("%s is not found: %v", name, err)
		}
		h.put(t, whole)
	}
	h.invariantsHold(t)
}

// batchWriters are the steps of a batch and of its rows.
func (l *unknownLife) batchWriters() []writer {
	var b funds.Batch
	var parts []funds.BatchPart
	ids := make([]funds.ID, 2)
	row := func(n int, decide func(funds.Withdrawal) (funds.Change, error)) func() error {
		return func() error {
			change, err := decide(l.withdrawal(l.t, ids[n]))
			if err == nil {
				err = l.store.Commit(l.t.Context(), change)
			}
			return err
		}
	}
	claim := func(w funds.Withdrawal) (funds.Change, error) { return l.claims(l.t, b.ID, w) }
	return []writer{
		{"payouts for a batch", func() error {
			for i := range ids {
				ids[i] = l.approved(l.t, handRequest("u1", 8*yuan+funds.Amount(i)))
			}
			return nil
		}, []string{"WALLET"}, nil},
		{"a batch that is made and released", func() error { b, parts = l.batched(l.t, ids...); return nil }, nil, nil},
		{"a row that it claims", row(0, claim), []string{"WD"}, nil},
		{"and another", row(1, claim), []string{"WD"}, nil},
		{"a step of it", func() error {
			change, err := batch.Claimed(l.act(admin), b, parts[0], nil)
			l.commit(l.t, change, err)
			return nil
		}, []string{"BATCH", "PART"}, nil},
		{"a row that is paid", row(0, func(w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.CompleteInBatch(l.act(admin), l.wallet(l.t, "u1"), w, b.ID, funds.Transfer{Number: "F1"})
		}), []string{"WALLET", "WD"}, nil},
		{"a row that it lets go of", row(1, func(w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Unclaim(l.act(admin), w, b.ID, "AC04")
		}), []string{"WD"}, nil},
	}
}
