package funds

import "time"

// draft is a decision in the making: it applies steps to copies of what was read, and collects
// what they write.
type draft struct {
	act        Act
	wallet     *Wallet // nil where the decision does not read the wallet
	withdrawal *Withdrawal
	recharge   *Recharge
	refunds    bool // money given back is a refund entry: batch-audit's word for it
	change     Change
	asked      time.Time // when the gateway was asked for the word about a recharge

	walletFrom, withdrawalFrom, rechargeFrom int64
	walletDirty                              bool
}

func newDraft(act Act, wallet *Wallet, withdrawal *Withdrawal) *draft {
	d := &draft{act: act, change: Change{CommitID: act.CommitID, At: act.At}}
	if wallet != nil {
		copied := wallet.clone()
		d.wallet, d.walletFrom = &copied, wallet.Version
	}
	if withdrawal != nil {
		copied := *withdrawal
		d.withdrawal, d.withdrawalFrom = &copied, withdrawal.Version
	}
	return d
}

// step takes the withdrawal through one transition: its state, its money, its line.
func (d *draft) step(command Command, message Message) error {
	return d.stepBy(d.act, command, message)
}

func (d *draft) stepBy(act Act, command Command, message Message) error {
	w := d.withdrawal
	if err := notOwn(act, w.UserID); err != nil {
		return err
	}
	from := w.State
	to, err := Next(from, command)
	if err != nil {
		return err
	}
	w.State = to
	w.Version++
	w.UpdatedAt = act.At
	if to.Final() && !from.Final() {
		w.EndedAt = act.At
		w.Watch = Watch{}
		w.NeedsAttention, w.Parked = false, false
	}
	d.move(transitions[command].effect, command)
	silent := (command == CommandDefer || command == CommandRecheck || command == CommandHold) && message == ""
	if !silent {
		w.Actor = act.Actor
		d.change.Lines = append(d.change.Lines, Line{
			Version: w.Version, Command: command, From: from, To: to,
			Actor: act.Actor, Message: message, At: act.At,
		})
	}
	return nil
}

// move does the money of one transition, by entries.
func (d *draft) move(e effect, command Command) {
	w := d.withdrawal
	switch e {
	case effectFreeze:
		d.wallet.Open++
		d.wallet.DayUsed += w.Amount
		d.wallet.Today.Asked.add(w.Amount)
		d.enter(EntryFreeze, 0, w.Amount, Say(ReasonFrozen, Facts{}))
	case effectUnfreeze:
		d.wallet.Open--
		d.endDay(w.Amount)
		if d.refunds {
			d.enter(EntryRefund, 0, -w.Amount, Say(ReasonRefunded, Facts{}))
			return
		}
		d.enter(EntryUnfreeze, 0, -w.Amount, Say(unfreezeReasons[command], Facts{}))
	case effectPay:
		d.wallet.Open--
		d.endDay(0)
		d.wallet.TotalWithdrawn += w.Net()
		d.enter(EntryWithdrawal, -w.Amount, -w.Amount, Say(ReasonPaid, Facts{}))
	case effectNone:
	}
}

// What the entries of a withdrawal say.
const (
	ReasonFrozen            Reason = "frozen"
	ReasonPaid              Reason = "paid"
	ReasonUnfrozenRejected  Reason = "unfrozen_rejected"
	ReasonUnfrozenCancelled Reason = "unfrozen_cancelled"
	ReasonUnfrozenFailed    Reason = "unfrozen_failed"
	ReasonRefunded          Reason = "refunded" // batch-audit's own (section 4)
)

// unfreezeReasons describe the entry of each command that gives money back.
var unfreezeReasons = map[Command]Reason{
	CommandReject: ReasonUnfrozenRejected,
	CommandRevoke: ReasonUnfrozenRejected,
	CommandCancel: ReasonUnfrozenCancelled,
	CommandFail:   ReasonUnfrozenFailed,
}

// endDay counts the end of a withdrawal, and returns what is given back to the daily limit, on the
// day that it was taken from. An older day is over.
func (d *draft) endDay(givenBack Amount) {
	if d.withdrawal.Day != d.wallet.Day {
		return
	}
	d.wallet.DayUsed -= givenBack
	d.wallet.Today.ended(d.withdrawal.State).add(d.withdrawal.Amount)
}

// enter appends one entry to the wallet's ledger and applies it.
func (d *draft) enter(entryType EntryType, balance, frozen Amount, description Message) {
	w := d.wallet
	w.Counts.Entries++
	w.Counts.ByType[entryType]++
	entry := Entry{
		UserID: w.UserID, Seq: w.Counts.Entries, TypeSeq: w.Counts.ByType[entryType], Type: entryType,
		BalanceBefore: w.Balance, BalanceAfter: w.Balance + balance,
		FrozenBefore: w.Frozen, FrozenAfter: w.Frozen + frozen,
		Description: description, Actor: d.act.Actor, CommitID: d.act.CommitID, At: d.act.At,
	}
	if entryType.opensRow() {
		w.Counts.FlowRows++
		entry.Row = w.Counts.FlowRows
	}
	if d.withdrawal != nil {
		entry.RelatedType, entry.RelatedID = relatedWithdrawal, string(d.withdrawal.ID)
	}
	if d.recharge != nil {
		entry.RelatedType, entry.RelatedID = relatedRecharge, string(d.recharge.ID)
	}
	w.Balance, w.Frozen = entry.BalanceAfter, entry.FrozenAfter
	d.walletDirty = true
	d.change.Entries = append(d.change.Entries, entry)
}

// done closes the draft: versions, commit ids, and which lines the withdrawal keeps.
func (d *draft) done() Change {
	if d.withdrawal != nil && d.withdrawal.Version != d.withdrawalFrom {
		d.withdrawal.CommitID = d.act.CommitID
		d.change.Withdrawal = &WithdrawalChange{From: d.withdrawalFrom, To: *d.withdrawal}
	}
	if d.recharge != nil && d.recharge.Version != d.rechargeFrom {
		d.recharge.CommitID = d.act.CommitID
		d.change.Recharge = &RechargeChange{From: d.rechargeFrom, To: *d.recharge}
	}
	if d.walletDirty {
		d.wallet.Version = d.walletFrom + 1
		d.wallet.CommitID = d.act.CommitID
		d.wallet.UpdatedAt = d.act.At
		d.change.Wallet = &WalletChange{From: d.walletFrom, To: *d.wallet}
	}
	if d.change.KeptLines() {
		kept := &d.change.Withdrawal.To
		kept.Lines = append(kept.Lines[:len(kept.Lines):len(kept.Lines)], d.change.Lines...)
	}
	return d.change
}
