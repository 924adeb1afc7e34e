package ledger

import "github.com/outflow-pay/outflow/pkg/funds"

// Draft is a decision in the making: it applies commands to copies of what was read, and collects
// what they write.
type Draft struct {
	Act        funds.Act
	Wallet     *funds.Wallet // nil where the decision does not read the wallet
	Withdrawal *funds.Withdrawal
	Recharge   *funds.Recharge
	Refunds    bool     // money given back is a refund entry: batch-audit's word for it
	Apart      []string // see [funds.WithdrawalChange]
	Change     funds.Change

	walletFrom, withdrawalFrom, rechargeFrom int64
	walletDirty, held                        bool
	batch                                    funds.BatchID
}

// New begins a decision about a withdrawal, a wallet, or both; either may be nil.
func New(act funds.Act, wallet *funds.Wallet, withdrawal *funds.Withdrawal) *Draft {
	d := &Draft{Act: act, Change: funds.Change{CommitID: act.CommitID, At: act.At}}
	if wallet != nil {
		copied := wallet.Clone()
		d.Wallet, d.walletFrom = &copied, wallet.Version
	}
	if withdrawal != nil {
		copied := *withdrawal
		d.Withdrawal, d.withdrawalFrom, d.held = &copied, withdrawal.Version, withdrawal.Hold.On()
		if withdrawal.InBatch() {
			d.batch = withdrawal.Payout.Batch
		}
	}
	return d
}

// NewRecharge begins a decision about a recharge, and its wallet, which may be nil.
func NewRecharge(act funds.Act, wallet *funds.Wallet, recharge funds.Recharge) *Draft {
	d := New(act, wallet, nil)
	d.Recharge, d.rechargeFrom = &recharge, recharge.Version
	return d
}

// WalletChanged says that the wallet is to be written.
func (d *Draft) WalletChanged() { d.walletDirty = true }

// Done closes the draft: versions, commit ids, and which lines the withdrawal keeps.
func (d *Draft) Done() funds.Change {
	if d.Withdrawal != nil && d.Withdrawal.Version != d.withdrawalFrom {
		d.Withdrawal.CommitID = d.Act.CommitID
		d.Change.Withdrawal = &funds.WithdrawalChange{From: d.withdrawalFrom, To: *d.Withdrawal, Apart: d.Apart, Held: d.held, Batch: d.batch}
	}
	if d.Recharge != nil && d.Recharge.Version != d.rechargeFrom {
		d.Recharge.CommitID = d.Act.CommitID
		d.Change.Recharge = &funds.RechargeChange{From: d.rechargeFrom, To: *d.Recharge}
	}
	if d.walletDirty {
		d.Wallet.Version = d.walletFrom + 1
		d.Wallet.CommitID = d.Act.CommitID
		d.Wallet.UpdatedAt = d.Act.At
		d.Change.Wallet = &funds.WalletChange{From: d.walletFrom, To: *d.Wallet}
	}
	if d.Change.KeptLines() {
		kept := &d.Change.Withdrawal.To
		kept.Lines = append(kept.Lines[:len(kept.Lines):len(kept.Lines)], d.Change.Lines...)
	}
	return d.Change
}
