package funds

// RechargeRequest is a user's wish to put money in.
type RechargeRequest struct {
	ID      RechargeID
	Amount  Amount // minor units
	Channel DepositChannel
	Profile *Profile // of the user's own token
	Claim   *Claim   // the idempotency claim; nil without a key
}

// Why a recharge is not made.
const (
	ReasonRechargePositive Reason = "recharge_positive" // the amount is above zero
	ReasonWalletClosed     Reason = "wallet_closed"
	ReasonRechargeStep     Reason = "recharge_step" // the amount is a multiple of Step
	ReasonRechargeLeast    Reason = "recharge_least"
	ReasonRechargeMost     Reason = "recharge_most"
	ReasonBalanceOver      Reason = "balance_over"   // the wallet cannot hold it
	ReasonRechargesOpen    Reason = "recharges_open" // Count of them wait
)

// StartRecharge makes a recharge and claims it for its one request to the gateway, which begins and ends
// before SendBy. No money moves. A frozen wallet may be recharged; a closed one takes nothing
// ([CodeWalletInactive]). The amount is above zero, a multiple of the policy's step and within the channel's
// bounds ([CodeInvalid], field amount); waiting recharges are bounded ([CodeTooManyOpen]).
func StartRecharge(act Act, wallet Wallet, request RechargeRequest, policy Policy) (Change, error) {
	if err := checkRecharge(wallet, request, policy); err != nil {
		return Change{}, err
	}
	d := newDraft(act, &wallet, nil)
	d.recharge = &Recharge{
		ID: request.ID, UserID: wallet.UserID, Number: wallet.Counts.Recharges + 1, Amount: request.Amount, Channel: request.Channel.Code,
		SendBy: act.At.Add(policy.Timing.SendWindow), CreatedAt: act.At,
	}
	d.refresh(request.Profile)
	d.wallet.Counts.Recharges++
	d.walletDirty = true
	if err := d.rechargeStep(RechargeCreate, Message(request.Channel.Name)); err != nil {
		return Change{}, err
	}
	d.recharge.Watch.Due = d.recharge.SendBy.Add(policy.Timing.SendGrace)
	d.change.Claim = request.Claim.to(string(request.ID))
	return d.done(), nil
}

func checkRecharge(wallet Wallet, request RechargeRequest, policy Policy) error {
	amount, channel := request.Amount, request.Channel
	switch {
	case amount <= 0:
		return Invalid("amount", ReasonRechargePositive)
	case wallet.Status == WalletClosed:
		return Refuse(CodeWalletInactive, ReasonWalletClosed)
	case policy.Recharge.Step > 1 && amount%policy.Recharge.Step != 0:
		return Invalid("amount", ReasonRechargeStep).About(Facts{Step: policy.Recharge.Step})
	case amount < channel.Min:
		return Invalid("amount", ReasonRechargeLeast).About(Facts{Least: channel.Min})
	case amount > channel.Max:
		return Invalid("amount", ReasonRechargeMost).About(Facts{Most: channel.Max})
	case amount > MaxAmount-wallet.Balance:
		return Invalid("amount", ReasonBalanceOver)
	case wallet.OpenRecharges >= policy.MaxOpen:
		return Refuse(CodeTooManyOpen, ReasonRechargesOpen).About(Facts{Count: wallet.OpenRecharges})
	}
	return nil
}

// rechargeStep takes the recharge through one transition: its state, the count of waiting ones, its line.
func (d *draft) rechargeStep(command RechargeCommand, message Message) error {
	r := d.recharge
	if err := notOwn(d.act, r.UserID); err != nil {
		return err
	}
	from := r.State
	to, err := NextRecharge(from, command)
	if err != nil {
		return err
	}
	r.State = to
	r.Version++
	r.UpdatedAt = d.act.At
	if from.Waiting() != to.Waiting() {
		d.countRecharge(to.Waiting())
	}
	if from != to {
		r.Watch, r.EndedAt = Watch{}, zeroTime
		if !to.Waiting() {
			r.EndedAt = d.act.At
		}
	}
	if command == RechargeDefer {
		return nil // a look without news leaves no line
	}
	r.Lines = append(r.Lines[:len(r.Lines):len(r.Lines)], RechargeLine{
		Version: r.Version, Command: command, From: from, To: to, Actor: d.act.Actor, Message: message, At: d.act.At,
	})
	return nil
}

func (d *draft) countRecharge(waits bool) {
	if waits {
		d.wallet.OpenRecharges++
	} else {
		d.wallet.OpenRecharges--
	}
	d.walletDirty = true
}
