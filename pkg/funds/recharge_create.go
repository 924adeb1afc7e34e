package funds

// RechargeRequest is a user's wish to put money in.
type RechargeRequest struct {
	ID      RechargeID
	Amount  Amount // minor units
	Channel DepositChannel
	Profile *Profile // of the user's own token
	Claim   *Claim   // the idempotency claim; nil without a key
}

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
		return Invalid("amount", "充值金额必须大于0")
	case wallet.Status == WalletClosed:
		return Refuse(CodeWalletInactive, "钱包已关闭")
	case policy.Recharge.Step > 1 && amount%policy.Recharge.Step != 0:
		return Invalid("amount", "充值金额必须是 %s 元的整数倍", policy.Recharge.Step.Major())
	case amount < channel.Min:
		return Invalid("amount", "充值金额不能低于 %s 元", channel.Min.Fixed())
	case amount > channel.Max:
		return Invalid("amount", "充值金额不能超过 %s 元", channel.Max.Fixed())
	case amount > MaxAmount-wallet.Balance:
		return Invalid("amount", "充值后余额超出上限")
	case wallet.OpenRecharges >= policy.MaxOpen:
		return Refuse(CodeTooManyOpen, "未完成的充值过多，请等待处理后再试（等待付款或网关结果 %d 笔）", wallet.OpenRecharges)
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
