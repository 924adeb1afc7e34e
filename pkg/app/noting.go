package app

import (
	"context"
	"log/slog"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// noting is the table of what acts. Whatever is decided on is read through it, and whatever is decided is committed through
// it: so this is the one place where the log learns which order a piece of work is about, and what it has written.
type noting struct{ flow.Store }

// Withdrawal is that of [flow.Store]; it notes the order.
func (n noting) Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error) {
	noteOrder(ctx, string(id))
	return n.Store.Withdrawal(ctx, id)
}

// OwnWithdrawal is that of [flow.Store]; it notes the order.
func (n noting) OwnWithdrawal(ctx context.Context, userID string, id funds.ID) (funds.Withdrawal, funds.Wallet, error) {
	noteOrder(ctx, string(id))
	return n.Store.OwnWithdrawal(ctx, userID, id)
}

// Recharge is that of [flow.Store]; it notes the order.
func (n noting) Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error) {
	noteOrder(ctx, string(id))
	return n.Store.Recharge(ctx, id)
}

// OwnRecharge is that of [flow.Store]; it notes the order.
func (n noting) OwnRecharge(ctx context.Context, userID string, id funds.RechargeID) (funds.Recharge, funds.Wallet, error) {
	noteOrder(ctx, string(id))
	return n.Store.OwnRecharge(ctx, userID, id)
}

// Proposal is that of [flow.Store]; it notes the proposal.
func (n noting) Proposal(ctx context.Context, id funds.ProposalID) (funds.Proposal, error) {
	logline.Note(ctx, slog.String(logline.KeyProposal, string(id)))
	return n.Store.Proposal(ctx, id)
}

// Commit notes the order before, so that a commit that fails is found too, and what was written after.
func (n noting) Commit(ctx context.Context, change funds.Change) error {
	var version int64
	switch {
	case change.Withdrawal != nil:
		version = change.Withdrawal.To.Version
		noteOrder(ctx, string(change.Withdrawal.To.ID))
	case change.Recharge != nil:
		version = change.Recharge.To.Version
		noteOrder(ctx, string(change.Recharge.To.ID))
	}
	if change.Proposal != nil {
		logline.Note(ctx, slog.String(logline.KeyProposal, string(change.Proposal.To.ID)))
	}
	if err := n.Store.Commit(ctx, change); err != nil || change.Empty() {
		return err
	}
	logline.Note(ctx, slog.String(logline.KeyCommit, change.CommitID))
	if version > 0 {
		logline.Note(ctx, slog.Int64(logline.KeyOrderVersion, version))
	}
	return nil
}

// notingReads is the table of what reads, for who looks at one order.
type notingReads struct{ list.Store }

// Withdrawal is that of [list.Store]; it notes the order.
func (n notingReads) Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error) {
	noteOrder(ctx, string(id))
	return n.Store.Withdrawal(ctx, id)
}

// History is that of [list.Store]; it notes the order.
func (n notingReads) History(ctx context.Context, id funds.ID) (funds.History, error) {
	noteOrder(ctx, string(id))
	return n.Store.History(ctx, id)
}

// Recharge is that of [list.Store]; it notes the order.
func (n notingReads) Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error) {
	noteOrder(ctx, string(id))
	return n.Store.Recharge(ctx, id)
}

func noteOrder(ctx context.Context, id string) {
	logline.Note(ctx, slog.String(logline.KeyOrder, id))
}
