package flow_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// shelf keeps files of batches in memory, by their hashes.
type shelf struct {
	mu    sync.Mutex
	files map[string]string
	fails int // how many writings fail before one does not
}

func (s *shelf) Write(_ context.Context, _ funds.Batch, rows iter.Seq2[funds.Withdrawal, error]) (funds.FilePrint, error) {
	var text strings.Builder
	for row, err := range rows {
		if err != nil {
			return funds.FilePrint{}, err
		}
		fmt.Fprintf(&text, "%s,%s,%s\n", row.ID, row.Target.Account, row.Net().Fixed())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails--; s.fails >= 0 {
		return funds.FilePrint{}, funds.Internal("write", errors.New("no such bucket"))
	}
	sum := sha256.Sum256([]byte(text.String()))
	if s.files == nil {
		s.files = map[string]string{}
	}
	s.files[string(sum[:])] = text.String()
	return funds.FilePrint{SHA256: string(sum[:]), Bytes: int64(text.Len())}, nil
}

// teller pays by files.
type teller struct {
	*flowtest.House

	t     *testing.T
	shelf *shelf
}

func tellerOf(t *testing.T) teller {
	t.Helper()
	return teller{flowtest.Open(t), t, &shelf{}}
}

// approved are payouts by hand that wait, of so many users.
func (o teller) approved(count, users int) (ids []funds.ID) {
	o.t.Helper()
	for i := range count {
		user := fmt.Sprintf("u%d", i%users)
		if i < users {
			o.Fund(user, 10_000_00)
		}
		ids = append(ids, o.WithdrawalBy(user, funds.MethodBank, funds.StateApproved))
	}
	return ids
}

func (o teller) makes(ids ...funds.ID) flow.MadeBatch {
	o.t.Helper()
	made, err := o.Flow.MakeBatch(o.t.Context(), flow.BatchRequest{Actor: admin, IDs: ids, Account: "default", Format: flow.BatchFormat{Name: "csv", Most: 3000}})
	if err != nil {
		o.t.Fatal(err)
	}
	return made
}

func (o teller) step(id funds.BatchID) funds.Batch {
	o.t.Helper()
	b, err := o.Flow.StepBatch(o.t.Context(), id, o.Flow.Now().Add(time.Minute), o.shelf)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// ready is a batch of these rows that has a file.
func (o teller) ready(ids ...funds.ID) funds.Batch {
	o.t.Helper()
	made := o.makes(ids...)
	if _, err := o.Flow.ReleaseBatch(o.t.Context(), admin, made.ID, made.Hash); err != nil {
		o.t.Fatal(err)
	}
	return o.step(made.ID)
}

func (o teller) hears(b funds.BatchID, confirmed bool, said ...flow.BankWord) []flow.BatchResult {
	o.t.Helper()
	results, err := o.Flow.BatchResults(o.t.Context(), admin, b, said, confirmed)
	if err != nil {
		o.t.Fatal(err)
	}
	return results
}

func paidWith(id funds.ID, number string) flow.BankWord {
	return flow.BankWord{ID: string(id), Number: number}
}

func tally(results []flow.BatchResult) map[flow.ResultState]int {
	found := map[flow.ResultState]int{}
	for _, result := range results {
		found[result.State]++
	}
	return found
}

func reasonOf(why funds.Message) funds.Reason {
	_, said := why.Parts()
	if len(said) == 0 {
		return ""
	}
	return said[0].Reason
}

func TestOf200PayoutsByFile197AreCompletedOnceAnd3AreNamed(t *testing.T) {
	t.Parallel()
	o := tellerOf(t)
	ids := o.approved(200, 40)
	b := o.ready(ids...)
	if b.State != funds.BatchReady || b.Claimed != 200 || strings.Count(o.shelf.files[b.File.SHA256], "\n") != 200 {
		t.Fatalf("it is %+v", b)
	}
	said := make([]flow.BankWord, 0, len(ids)+1)
	for i, id := range ids {
		said = append(said, paidWith(id, fmt.Sprintf("BK%03d", i)))
	}
	said[10].Amount, said[20].Number, said[30].ID = "99.99", "BK019", "00000000"+string(ids[30][8:])
	preview := o.hears(b.ID, false, said...)
	same(t, "the preview", map[flow.ResultState]int{flow.ResultPays: 197, flow.ResultFaulty: 3}, tally(preview))
	for at, want := range map[int]funds.Reason{10: flow.ReasonResultAmount, 20: flow.ReasonResultNumber, 30: funds.ReasonNotFound} {
		if got := reasonOf(preview[at].Why); got != want {
			t.Errorf("row %d: %s, want %s", at, got, want)
		}
	}
	o.Is(ids[0], funds.StateProcessing)
	began := time.Now()
	done := o.hears(b.ID, true, said...)
	t.Logf("197 completed in %v", time.Since(began))
	same(t, "confirmed", map[flow.ResultState]int{flow.ResultPays: 197, flow.ResultFaulty: 3}, tally(done))
	again := o.hears(b.ID, true, said...)
	same(t, "the same file again", map[flow.ResultState]int{flow.ResultDone: 197, flow.ResultFaulty: 3}, tally(again))
	for i, id := range ids {
		want := funds.StateCompleted
		if i == 10 || i == 20 || i == 30 {
			want = funds.StateProcessing
		}
		o.Is(id, want)
	}
	if stored := o.Stored(ids[0]); stored.Payout.TransactionNo != "BK000" || stored.Payout.Batch != b.ID {
		t.Errorf("it is paid by %+v", stored.Payout)
	}
}

func TestABatchIsReleasedByTwoWhoMayBothPayIt(t *testing.T) {
	t.Parallel()
	o := tellerOf(t)
	ids := o.approved(3, 3)
	o.Flow.Policy.Controls = twoPeople()
	made := o.makes(ids...)
	proposed, err := o.Flow.ReleaseBatch(t.Context(), person("li-laptop"), made.ID, made.Hash)
	if err != nil || proposed.Proposal == "" || proposed.State != funds.BatchOpen || proposed.Batch.Proposal != proposed.Proposal {
		t.Fatalf("one releases it alone: %+v, %v", proposed, err)
	}
	if b := o.step(made.ID); b.Claimed != 0 {
		t.Errorf("before the second word it has claimed %d", b.Claimed)
	}
	approve := func(sub string, may ...funds.Permission) (funds.Proposal, error) {
		return o.Flow.ApproveProposal(t.Context(), flow.Decider{Actor: person(sub), May: may}, proposed.Proposal)
	}
	for what, attempt := range map[string]func() (funds.Proposal, error){
		"its proposer": func() (funds.Proposal, error) {
			return approve("li-phone", funds.PermissionPay, funds.PermissionExport)
		},
		"who may not see whole accounts": func() (funds.Proposal, error) { return approve("wang", funds.PermissionPay) },
		"who may not pay":                func() (funds.Proposal, error) { return approve("wang", funds.PermissionExport) },
	} {
		if p, err := attempt(); funds.CodeOf(err) != funds.CodeForbidden {
			t.Errorf("%s: %+v, %v", what, p, err)
		}
	}
	p, err := approve("wang", funds.PermissionPay, funds.PermissionExport)
	if err != nil || p.State != funds.ProposalDone {
		t.Fatalf("the second: %+v, %v", p, err)
	}
	b := o.step(made.ID)
	if b.State != funds.BatchReady || b.Claimed != 3 || len(b.Releasers) != 2 || b.Releasers[0].Person != "li" || b.Releasers[1].Person != "wang" {
		t.Errorf("it is %+v", b)
	}
	if _, err := o.Flow.ReleaseBatch(t.Context(), person("zhao"), made.ID, ""); funds.CodeOf(err) != funds.CodeIllegal {
		t.Errorf("released twice: %v", err)
	}
	recalled, err := o.Flow.RecallBatch(t.Context(), person("wang"), made.ID, "未发送")
	if err != nil || recalled.Proposal == "" {
		t.Fatalf("one recalls it alone: %+v, %v", recalled, err)
	}
	o.Is(ids[0], funds.StateProcessing)
	if _, err := o.Flow.ApproveProposal(t.Context(), flow.Decider{Actor: person("zhao"), May: funds.AllPermissions()}, recalled.Proposal); err != nil {
		t.Fatal(err)
	}
	if b := o.step(made.ID); b.State != funds.BatchEnded {
		t.Errorf("recalled, it is %+v", b)
	}
	for _, id := range ids {
		o.Is(id, funds.StateApproved)
	}
}

// TestWhatABatchMayNotPayIsLeftOutAndNamed: whoever has approved what they release does not pay it, and neither does
// anybody pay what has moved on since.
func TestWhatABatchMayNotPayIsLeftOutAndNamed(t *testing.T) {
	t.Parallel()
	o := tellerOf(t)
	ids := o.approved(6, 6)
	channel := o.WithdrawalBy("u0", flowtest.Channel, funds.StateApproved)
	pending := o.WithdrawalBy("u0", funds.MethodBank, funds.StatePending)
	made := o.makes(append(ids, channel, pending, "0000000020260301080000")...)
	var left []funds.Reason
	for _, row := range made.Left {
		left = append(left, reasonOf(row.Refused))
	}
	same(t, "left out", []funds.Reason{funds.ReasonMethodHasChannel, funds.ReasonIllegal, funds.ReasonNotFound}, left)
	other := o.makes(ids[0], ids[5])
	ctx := t.Context()
	_, paidErr := o.Flow.PayManually(ctx, admin, ids[1], funds.Transfer{Number: "HAND1"})
	_, rejectErr := o.Flow.Recall(ctx, admin, ids[2], "r")
	_, holdErr := o.Flow.PutHold(ctx, admin, ids[3], withdrawal.HoldRequest{Reason: "r", Hours: 1, OnExpiry: funds.HoldEscalates})
	o.Overwrites(ids[4], "acct", "6222999")
	if err := errors.Join(paidErr, rejectErr, holdErr); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Flow.ReleaseBatch(ctx, admin, other.ID, ""); err != nil {
		t.Fatal(err)
	}
	if b := o.step(other.ID); b.Claimed != 2 {
		t.Fatalf("the other one has %d", b.Claimed)
	}
	if _, err := o.Flow.ReleaseBatch(ctx, admin, made.ID, ""); err != nil {
		t.Fatal(err)
	}
	b := o.step(made.ID)
	if b.State != funds.BatchEnded || b.Claimed != 0 || len(o.shelf.files) != 1 {
		t.Errorf("it is %+v", b)
	}
	parts, err := o.Lists.Store.(flow.Batches).BatchParts(ctx, made.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	var why []funds.Reason
	for _, row := range parts[0].Rows {
		why = append(why, reasonOf(row.Refused))
	}
	same(t, "why", []funds.Reason{
		funds.ReasonInBatch, funds.ReasonIllegal, funds.ReasonIllegal, withdrawal.ReasonHeld, withdrawal.ReasonContentOther, funds.ReasonInBatch,
	}, why)
	if _, err := o.Flow.PayManually(ctx, admin, ids[0], funds.Transfer{Number: "HAND2"}); reasonOfError(err) != funds.ReasonInBatch {
		t.Errorf("paid by hand beside the file: %v", err)
	}
	o.Overwrites(ids[4], "acct", o.Stored(ids[3]).Target.Account)
}

func reasonOfError(err error) funds.Reason {
	var refused *funds.Error
	if !errors.As(err, &refused) {
		return ""
	}
	return refused.Reason
}

func TestABanksWordMovesItsOwnRowsAlone(t *testing.T) {
	t.Parallel()
	o := tellerOf(t)
	ids := o.approved(4, 4)
	first, second := o.ready(ids[0], ids[1]), o.ready(ids[2])
	said := []flow.BankWord{
		{ID: string(ids[0]), Failed: "AC04"}, {ID: string(ids[2]), Number: "X"}, {ID: string(ids[3]), Failed: "AC04"}, {ID: string(ids[1]), Open: true},
		{ID: string(ids[0]), Number: "T"}, {ID: "PB1"}, {ID: string(ids[1]), Wrong: funds.Missing("transactionNo")},
	}
	results := o.hears(first.ID, true, said...)
	var states []flow.ResultState
	for _, result := range results {
		states = append(states, result.State)
	}
	faulty := flow.ResultFaulty
	same(t, "what comes of it", []flow.ResultState{flow.ResultRefuses, faulty, faulty, flow.ResultOpen, faulty, faulty, faulty}, states)
	same(t, "another batch's", withdrawal.ReasonNotInBatch, reasonOf(results[1].Why))
	o.Is(ids[0], funds.StateApproved)
	o.Is(ids[1], funds.StateProcessing)
	o.Is(ids[2], funds.StateProcessing)
	if _, err := o.Flow.PayManually(t.Context(), admin, ids[0], funds.Transfer{Number: "HAND"}); err != nil {
		t.Errorf("what was let go of is paid by hand: %v", err)
	}
	late := o.hears(first.ID, true, paidWith(ids[0], "LATE")) // after it was let go of, and paid by hand
	same(t, "a late word", flow.ResultFaulty, late[0].State)
	o.hears(second.ID, true, paidWith(ids[2], "OK"))
	contradicted := o.hears(second.ID, true, flow.BankWord{ID: string(ids[2]), Failed: "MS03"})
	if w := o.Stored(ids[2]); contradicted[0].State != flow.ResultRefuses || w.State != funds.StateCompleted || !w.NeedsAttention {
		t.Errorf("refused after it was paid: %+v, %+v", contradicted, w)
	}
	same(t, "the same again", flow.ResultDone, o.hears(second.ID, true, flow.BankWord{ID: string(ids[2]), Failed: "MS03"})[0].State)
	for reviewer, want := range map[string]bool{o.Stored(ids[2]).Review.By: true, "another": false} {
		preview, err := o.Flow.BatchResults(t.Context(), person(reviewer), second.ID, []flow.BankWord{paidWith(ids[2], "OK")}, false)
		if err != nil || preview[0].Approved != want {
			t.Errorf("that %s has approved it: %+v, %v", reviewer, preview, err)
		}
	}
}

// TestABatchSurvivesWhateverBreaks: each request to the table breaks once, in the making, in each step and in the results, and
// the file's keeping too.
func TestABatchSurvivesWhateverBreaks(t *testing.T) {
	t.Parallel()
	o := tellerOf(t)
	ids := o.approved(3, 3)
	made := o.makes(ids...)
	ctx := t.Context()
	if _, err := o.Flow.ReleaseBatch(ctx, admin, made.ID, ""); err != nil {
		t.Fatal(err)
	}
	o.shelf.fails = 2
	for nth := int64(1); ; nth++ {
		broken, _ := o.Broken(nth)
		b, err := broken.Flow.StepBatch(ctx, made.ID, o.Flow.Now().Add(time.Minute), o.shelf)
		if err == nil && b.State == funds.BatchReady {
			break
		}
		if nth > 60 {
			t.Fatalf("it is %s: %v", b.State, err)
		}
	}
	b := o.step(made.ID)
	if b.Claimed != 3 || len(o.shelf.files) != 1 {
		t.Fatalf("it is %+v with %d files", b, len(o.shelf.files))
	}
	said := []flow.BankWord{paidWith(ids[0], "A"), paidWith(ids[1], "B"), {ID: string(ids[2]), Failed: "AC04"}}
	for nth := int64(1); ; nth++ {
		broken, broke := o.Broken(nth)
		_, err := broken.Flow.BatchResults(ctx, admin, made.ID, said, true)
		if err == nil && !broke() {
			break
		}
		if err == nil {
			t.Errorf("request %d broke, and nobody says so", nth)
		}
	}
	o.Is(ids[0], funds.StateCompleted)
	o.Is(ids[1], funds.StateCompleted)
	o.Is(ids[2], funds.StateApproved)
}

func TestTwoStepsAtOnceClaimEachRowOnce(t *testing.T) {
	t.Parallel()
	o := tellerOf(t)
	ids := o.approved(220, 20)
	made := o.makes(ids...)
	if _, err := o.Flow.ReleaseBatch(t.Context(), admin, made.ID, ""); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	began := time.Now()
	for range 3 {
		running.Go(func() { o.step(made.ID) })
	}
	running.Wait()
	t.Logf("220 claimed by three at once in %v", time.Since(began))
	b := o.step(made.ID)
	if b.State != funds.BatchReady || b.Claimed != 220 || b.ClaimedAmount != b.Total {
		t.Errorf("it is %+v", b)
	}
	for _, id := range ids {
		history, err := o.Lists.Store.(list.Withdrawals).History(t.Context(), id)
		if err != nil || len(history.Lines) != 3 {
			t.Fatalf("%s has %d lines, %v", id, len(history.Lines), err)
		}
	}
}
