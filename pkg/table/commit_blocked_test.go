package table_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// blocks blocks an account, and returns the id of the block.
func (h *house) blocks(t *testing.T, account string) string {
	t.Helper()
	change, err := pause.Block(h.act(admin), h.blockedShard(t, account), pause.BlockRequest{Account: account, Reason: "盗刷"})
	if err != nil {
		t.Fatal(err)
	}
	h.commit(t, change, nil)
	block, _ := change.Blocked.To.Find(funds.MarkAccount(account))
	return block.ID
}

func (h *house) unblocks(t *testing.T, account, id string) {
	t.Helper()
	change, err := pause.Unblock(h.act(admin), h.blockedShard(t, account), id, "", policy())
	if err != nil {
		t.Fatal(err)
	}
	h.commit(t, change, nil)
}

func (h *house) blockedShard(t *testing.T, account string) funds.BlockedShard {
	t.Helper()
	held, err := h.store.BlockedShard(t.Context(), funds.MarkAccount(account).Shard())
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// payments are the two ways to pay a new withdrawal of a user's, each to its own account.
func (h *house) payments(t *testing.T, userID string) (change [2]funds.Change, accounts [2]string) {
	t.Helper()
	byHand := handRequest(userID, 20*yuan)
	byHand.Target.Account = "6222021234567894"
	sent, paid := h.withdrawal(t, h.approved(t, channelRequest(userID, 20*yuan))), h.withdrawal(t, h.approved(t, byHand))
	var err error
	if change[0], err = withdrawal.Dispatch(h.act(admin), h.wallet(t, userID), sent, funds.Report{}, policy()); err != nil {
		t.Fatal(err)
	}
	if change[1], err = withdrawal.PayManually(h.act(admin), h.wallet(t, userID), paid, funds.Transfer{}, policy()); err != nil {
		t.Fatal(err)
	}
	return change, [2]string{sent.Target.Account, paid.Target.Account}
}

// blockedPayoutsAreRefused holds each way to pay against what is blocked: where nothing of the account's shard ever was,
// where something is, and where nothing is any more; while the pauses are written between.
func blockedPayoutsAreRefused(t *testing.T, h *house) {
	t.Helper()
	userID := h.funded(t, "u1", 1000*yuan)
	for i := range 2 {
		waiting := make([][2]funds.Change, 3)
		var accounts [2]string
		for n := range waiting {
			waiting[n], accounts = h.payments(t, h.funded(t, "u-"+random(4), 1000*yuan))
		}
		account := accounts[i]
		id := h.blocks(t, account)
		h.blocks(t, account) // said again, it is the same block
		for _, changes := range waiting[:2] {
			before := h.rows(t)
			if err := h.store.Commit(t.Context(), changes[i]); !errors.Is(err, funds.ErrAccountBlocked) {
				t.Errorf("to %s: %v", account, err)
			}
			sameRows(t, before, h.rows(t))
			h.commit(t, changes[1-i], nil)
			h.paused(t, h.revision(t)+1) // somebody pauses, or lifts: what is blocked stays
		}
		if _, blocked, err := h.store.WalletToPay(t.Context(), userID, funds.MarkAccount(account)); err != nil || !blocked {
			t.Errorf("%t, %v", blocked, err)
		}
		h.unblocks(t, account, id)
		h.commit(t, waiting[2][i], nil)
		if _, blocked, err := h.store.WalletToPay(t.Context(), "nobody", funds.MarkAccount(account)); !errors.Is(err, funds.ErrNotFound) || blocked {
			t.Errorf("%t, %v", blocked, err)
		}
	}
	h.invariantsHold(t)
}

// revision is how often anything was paused or lifted already.
func (h *house) revision(t *testing.T) int64 {
	t.Helper()
	held, err := h.store.Pauses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return held.Revision
}

// aBlockRacesPayouts: whatever order they come in, nothing is paid to the account once it is blocked.
func aBlockRacesPayouts(t *testing.T, h *house) {
	t.Helper()
	const payouts = 50
	changes := make([]funds.Change, payouts)
	account := ""
	for i := range changes {
		made, accounts := h.payments(t, h.funded(t, "u-"+random(4), 100*yuan))
		changes[i], account = made[1], accounts[1]
	}
	results := make([]error, payouts)
	paidByThen := make([]bool, payouts)
	var all sync.WaitGroup
	for i, change := range changes {
		all.Go(func() { results[i] = h.store.Commit(t.Context(), change) })
	}
	all.Go(func() {
		h.blocks(t, account)
		copy(paidByThen, h.arePaid(t, changes))
	})
	all.Wait()
	paid := 0
	for i, is := range h.arePaid(t, changes) {
		err := results[i]
		switch {
		case is && !paidByThen[i]:
			t.Errorf("payout %d commits after the block: %v", i, err)
		case !is && err == nil:
			t.Errorf("payout %d is answered, and not made", i)
		case is:
			paid++
		case !errors.Is(err, funds.ErrAccountBlocked) && !errors.Is(err, funds.ErrBusy): // on a slow machine not all get their turn
			t.Errorf("payout %d: %v", i, err)
		}
	}
	t.Logf("%d of %d were paid before the block", paid, payouts)
	h.invariantsHold(t)
}

// arePaid says of each change whether its withdrawal is paid.
func (h *house) arePaid(t *testing.T, changes []funds.Change) []bool {
	t.Helper()
	paid := make([]bool, len(changes))
	for i, change := range changes {
		order, err := h.store.Withdrawal(t.Context(), change.Withdrawal.To.ID)
		if err != nil {
			t.Error(err)
		}
		paid[i] = order.State == funds.StateCompleted
	}
	return paid
}

var fullBlocked = funds.BlockedShard{
	Shard: 7, Version: 1, CommitID: "commit-1",
	On: []funds.BlockedAccount{{
		ID: "b1", Mark: funds.AccountMark{7, 1}, Shown: "****1234", By: funds.Actor{Role: funds.RoleAdmin, ID: "a1", Person: "li", Name: "李", IP: "192.0.2.7", UserAgent: "Browser/1"},
		At: someDay, Reason: "盗刷", Lifts: []string{"wang"},
	}},
	Forced: funds.ForcedBlock{BlockedAccount: funds.BlockedAccount{ID: "b0", Mark: funds.AccountMark{7, 2}, Shown: "****", By: funds.System("outflow block"), At: someDay, Reason: "r"}, Lifted: true},
}

// blockedSurvives stores what is blocked, reads it, and lets only one of two decisions about it win.
func blockedSurvives(t *testing.T, h *house) {
	t.Helper()
	if none, err := h.store.Blocked(t.Context()); err != nil || len(none) > 0 {
		t.Errorf("where nothing was blocked: %+v, %v", none, err)
	}
	change := funds.Change{CommitID: "commit-1", At: someDay, Blocked: &funds.BlockedChange{To: fullBlocked}}
	h.commit(t, change, nil)
	got, err := h.store.BlockedShard(t.Context(), fullBlocked.Shard)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fullBlocked, got); diff != "" {
		t.Errorf("(-stored +read)\n%s", diff)
	}
	change.Blocked.From, change.CommitID = 2, "commit-2"
	if err := h.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("a decision about another version: %v", err)
	}
}

// aLostBlockIsFoundAndMended: a program from before blocks writes copies of the pauses whole.
func aLostBlockIsFoundAndMended(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", yuan)
	h.blocks(t, "6222")
	h.invariantsHold(t)
	copied := map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: fmt.Sprintf("PAUSE#%02d", funds.MarkAccount("6222").Shard())}, "SK": &types.AttributeValueMemberS{Value: "PAUSE"},
		"rev": &types.AttributeValueMemberN{Value: "0"},
	}
	if _, err := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.table), Item: copied}); err != nil {
		t.Fatal(err)
	}
	verified, err := h.store.Verify(t.Context())
	if err != nil || len(verified.Violations) != 1 || verified.Violations[0].Rule != table.RuleBlocked {
		t.Errorf("%+v, %v", verified.Violations, err)
	}
	h.commit(t, pause.Reblock(h.act(admin), h.blockedShard(t, "6222")), nil)
	h.invariantsHold(t)
}
