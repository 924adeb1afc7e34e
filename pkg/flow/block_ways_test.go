package flow_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Where the withdrawals of [everyWayToPay] go, as nobody spells it there.
const phoneSpelled, cardSpelled = "038 72 221 26", "6222-0212-3456-7890-123"

func lets(t *testing.T, h *flowtest.House, block flow.Blocked) {
	t.Helper()
	if _, stays, err := h.Flow.Unblock(t.Context(), admin, block.ID, ""); stays || err != nil {
		t.Fatalf("%s stays blocked: %t, %v", block.Shown, stays, err)
	}
}

// TestNothingIsPaidToABlockedAccountByAnyWay, nor asked for; all that gives money back goes on.
func TestNothingIsPaidToABlockedAccountByAnyWay(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
	h.Fund("u1", 10_000_00)
	ways, rejected := everyWayToPay(t, h), h.Withdrawal("u1", funds.StatePending)
	phone, card := blocked(t, h, phoneSpelled), blocked(t, h, cardSpelled)
	for name, pay := range ways {
		h.Unchanged(func() { refusedFor(t, name, pay(), funds.CodeUnpayable, funds.ReasonAccountBlocked) })
	}
	for what, create := range map[string]func(context.Context, flow.WithdrawalRequest) (funds.Withdrawal, error){
		"create": h.Flow.Create, "create and pay": h.Flow.CreateAndPay,
	} {
		h.Unchanged(func() {
			_, err := create(t.Context(), requestBy("u1"))
			refusedFor(t, what, err, funds.CodeInvalid, funds.ReasonAccountBlocked)
		})
	}
	if _, err := h.Flow.Reject(t.Context(), admin, rejected, "资料不符"); err != nil {
		t.Errorf("a rejection: %v", err)
	}
	lets(t, h, phone)
	refusedFor(t, "by hand, the other account", ways["by hand"](), funds.CodeUnpayable, funds.ReasonAccountBlocked)
	lets(t, h, card)
	for _, name := range []string{"dispatch", "resend", "by hand", "review and dispatch", "review and by hand"} {
		if err := ways[name](); err != nil {
			t.Errorf("%s, once nothing is blocked: %v", name, err)
		}
	}
}

// balanceLater is a gateway at which something happens while it is asked for its balance.
type balanceLater struct {
	flow.Gateway

	meanwhile func()
}

func (g balanceLater) Balance(ctx context.Context) (funds.Amount, error) {
	g.meanwhile()
	return g.Gateway.Balance(ctx)
}

// TestABlockOvertakesWhatThePolicyWouldPay: it comes after the request was looked at, and before its commit.
func TestABlockOvertakesWhatThePolicyWouldPay(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Flow.Gateway = balanceLater{h.Gateway, sync.OnceFunc(func() { blocked(t, h, phoneSpelled) })}
	request := requestBy("u1")
	request.AccountField = "targetAccount"
	_, err := h.Flow.CreateAndPay(t.Context(), request)
	refusedFor(t, "the request", err, funds.CodeInvalid, funds.ReasonAccountBlocked)
	h.Holds("u1", 1000_00, 0)
}

// TestABlockThatComesWhileTheMachineIsAtItAsksForAnAdmin, and what waited for the end of a pause waits on.
func TestABlockThatComesWhileTheMachineIsAtItAsksForAnAdmin(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Fund("u1", 1000_00)
	approved := h.Withdrawal("u1", funds.StateApproved)
	paused(t, h, funds.PauseAll)
	byPolicy, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
	if err != nil {
		t.Fatal(err)
	}
	lifted(t, h, funds.PauseAll)
	var block flow.Blocked
	watch(h, sync.OnceFunc(func() { block = blocked(t, h, phoneSpelled) })) // between the question before a first dispatch and its claim
	reconciled(t, h)
	for _, id := range []funds.ID{approved, byPolicy.ID} {
		if h.Is(id, funds.StateApproved); !h.Stored(id).NeedsAttention || h.Creates(id) > 0 {
			t.Errorf("%s: an admin is asked for: %t; sent %d times", id, h.Stored(id).NeedsAttention, h.Creates(id))
		}
	}
	lets(t, h, block)
	reconciled(t, h)
	for _, id := range []funds.ID{approved, byPolicy.ID} {
		h.Is(id, funds.StateProcessing)
	}
}

// forgotten is a store in which the copies of the pauses have lost what is blocked.
type forgotten struct {
	flow.Store

	look, read error // of the looks at the copies, and of the reads of a shard
}

func (f forgotten) Unnamed(_ context.Context, shards []funds.BlockedShard) ([]funds.BlockedShard, error) {
	return shards, f.look
}

func (f forgotten) BlockedShard(ctx context.Context, shard int) (funds.BlockedShard, error) {
	if f.read != nil {
		return funds.BlockedShard{}, f.read
	}
	return f.Store.BlockedShard(ctx, shard)
}

// TestWhatTheCopiesHaveLostIsWrittenAgain as it was, by each run, and what cannot be is a failure of the run.
func TestWhatTheCopiesHaveLostIsWrittenAgain(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	block := blocked(t, h, stolen)
	shard := func() funds.BlockedShard {
		held, err := h.Store.BlockedShard(t.Context(), block.Mark.Shard())
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	before := shard()
	for _, broken := range []forgotten{{h.Store, errBroken, nil}, {h.Store, nil, errBroken}} {
		h.Flow.Store = broken
		if _, err := h.Flow.Reconcile(t.Context(), run); !errors.Is(err, errBroken) {
			t.Errorf("the run ends with %v", err)
		}
		same(t, "what is blocked", before, shard())
	}
	h.Flow.Store = forgotten{Store: h.Store}
	if _, err := h.Flow.Reconcile(t.Context(), run); err != nil {
		t.Error(err)
	}
	after := shard()
	if after.Version != before.Version+1 || after.CommitID == before.CommitID {
		t.Errorf("nothing was written: %+v", after)
	}
	after.Version, after.CommitID = before.Version, before.CommitID
	same(t, "what is blocked", before, after)
	if blockLines(h) != 1 {
		t.Errorf("%d lines about one block", blockLines(h))
	}
}
