package ledger

import "github.com/outflow-pay/outflow/pkg/funds"

// What the entries of a withdrawal say.
const (
	ReasonFrozen            funds.Reason = "frozen"
	ReasonPaid              funds.Reason = "paid"
	ReasonUnfrozenRejected  funds.Reason = "unfrozen_rejected"
	ReasonUnfrozenCancelled funds.Reason = "unfrozen_cancelled"
	ReasonUnfrozenFailed    funds.Reason = "unfrozen_failed"
	ReasonRefunded          funds.Reason = "refunded" // batch-audit's own (section 4)
)

// unfreezeReasons describe the entry of each command that gives money back.
var unfreezeReasons = map[funds.Command]funds.Reason{
	funds.CommandReject: ReasonUnfrozenRejected,
	funds.CommandRevoke: ReasonUnfrozenRejected,
	funds.CommandCancel: ReasonUnfrozenCancelled,
	funds.CommandFail:   ReasonUnfrozenFailed,
}

// postEffect moves the money of one transition: it posts the entries.
//
// Here is what complete writes to the wallet: balance and frozen less the amount, and the net amount as withdrawn.
// docs/architecture.md lists what else a complete writes.
func (d *Draft) postEffect(command funds.Command) {
	w := d.Withdrawal
	switch command.Effect() {
	case funds.EffectFreeze:
		d.Wallet.Open++
		d.Wallet.DayUsed += w.Amount
		d.Wallet.Today.Asked.Add(w.Amount)
		if w.Rolls {
			d.Wallet.Recent = d.Wallet.Recent.Take(*w)
		}
		d.Post(funds.EntryFreeze, 0, w.Amount, funds.Say(ReasonFrozen, funds.Facts{}))
	case funds.EffectUnfreeze:
		d.Wallet.Open--
		d.endDay(w.Amount)
		if w.Rolls {
			d.Wallet.Recent = d.Wallet.Recent.GiveBack(*w)
		}
		if d.Refunds {
			d.Post(funds.EntryRefund, 0, -w.Amount, funds.Say(ReasonRefunded, funds.Facts{}))
			return
		}
		d.Post(funds.EntryUnfreeze, 0, -w.Amount, funds.Say(unfreezeReasons[command], funds.Facts{}))
	case funds.EffectPay:
		d.Wallet.Open--
		d.endDay(0)
		d.Wallet.TotalWithdrawn += w.Net()
		if w.Rolls {
			d.Wallet.Recent = d.Wallet.Recent.Paid(*w, d.Act.At)
		}
		d.Post(funds.EntryWithdrawal, -w.Amount, -w.Amount, funds.Say(ReasonPaid, funds.Facts{}))
	case funds.EffectNone:
	}
}

// endDay counts the end of a withdrawal, and returns what is given back to the daily limit, on the
// day that it was taken from. An older day is over.
func (d *Draft) endDay(givenBack funds.Amount) {
	if d.Withdrawal.Day != d.Wallet.Day {
		return
	}
	d.Wallet.DayUsed -= givenBack
	d.Wallet.Today.Ended(d.Withdrawal.State).Add(d.Withdrawal.Amount)
}

// Post appends one entry to the wallet's ledger and applies it.
func (d *Draft) Post(entryType funds.EntryType, balance, frozen funds.Amount, description funds.Message) {
	w := d.Wallet
	w.Counts.Entries++
	w.Counts.ByType[entryType]++
	entry := funds.Entry{
		UserID: w.UserID, Seq: w.Counts.Entries, TypeSeq: w.Counts.ByType[entryType], Type: entryType,
		BalanceBefore: w.Balance, BalanceAfter: w.Balance + balance,
		FrozenBefore: w.Frozen, FrozenAfter: w.Frozen + frozen,
		Description: description, Actor: d.Act.Actor, CommitID: d.Act.CommitID, At: d.Act.At,
	}
	if entry.OpensRow() {
		w.Counts.FlowRows++
		entry.Row = w.Counts.FlowRows
	}
	if d.Withdrawal != nil {
		entry.RelatedType, entry.RelatedID = funds.RelatedWithdrawal, string(d.Withdrawal.ID)
	}
	if d.Recharge != nil {
		entry.RelatedType, entry.RelatedID = funds.RelatedRecharge, string(d.Recharge.ID)
	}
	w.Balance, w.Frozen = entry.BalanceAfter, entry.FrozenAfter
	d.walletDirty = true
	d.Change.Entries = append(d.Change.Entries, entry)
}
