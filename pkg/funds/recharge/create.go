package recharge

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Request is what a user asks for: to put money in.
type Request struct {
	ID      funds.RechargeID
	Amount  funds.Amount // minor units
	Channel funds.RechargeChannel
	Profile *funds.Profile // of the user's own token
	Claim   *funds.Claim   // the idempotency claim; nil without a key
}

// Why a recharge is not made.
const (
	ReasonRechargePositive funds.Reason = "recharge_positive" // the amount is above zero
	ReasonWalletClosed     funds.Reason = "wallet_closed"
	ReasonRechargeStep     funds.Reason = "recharge_step" // the amount is a multiple of Step
	ReasonRechargeLeast    funds.Reason = "recharge_least"
	ReasonRechargeMost     funds.Reason = "recharge_most"
	ReasonBalanceOver      funds.Reason = "balance_over"   // the wallet cannot hold it
	ReasonRechargesOpen    funds.Reason = "recharges_open" // Count of them wait
)

// Create makes a recharge and claims it for its one request to the gateway, which begins and ends
// before SendBy. No money moves. A frozen wallet may be recharged; a closed one takes nothing
// ([funds.CodeWalletInactive]). The amount is above zero, a multiple of the policy's step and within the channel's
// bounds ([funds.CodeInvalid], field amount); waiting recharges are bounded ([funds.CodeTooManyOpen]).
func Create(act funds.Act, wallet funds.Wallet, request Request, policy funds.Policy) (funds.Change, error) {
	if err := checkRequest(wallet, request, policy); err != nil {
		return funds.Change{}, err
	}
	d := ledger.NewRecharge(act, &wallet, funds.Recharge{
		ID: request.ID, UserID: wallet.UserID, Number: wallet.Counts.Recharges + 1, Amount: request.Amount, Channel: request.Channel.Code,
		SendBy: act.At.Add(policy.Timing.SendWindow), CreatedAt: act.At,
	})
	d.Refresh(request.Profile)
	d.Wallet.Counts.Recharges++
	if err := d.ApplyRecharge(funds.RechargeCreate, funds.Text(request.Channel.Name)); err != nil {
		return funds.Change{}, err
	}
	d.Recharge.Watch.Due = d.Recharge.SendBy.Add(policy.Timing.SendGrace)
	d.Change.Claim = request.Claim.For(string(request.ID))
	d.Change.Unpaused = &funds.Unpaused{UserID: wallet.UserID, Scopes: []funds.PauseScope{funds.PauseRecharge}}
	return d.Done(), nil
}

func checkRequest(wallet funds.Wallet, request Request, policy funds.Policy) error {
	amount, channel := request.Amount, request.Channel
	switch {
	case amount <= 0:
		return funds.Invalid("amount", ReasonRechargePositive)
	case wallet.Status == funds.WalletClosed:
		return funds.Refuse(funds.CodeWalletInactive, ReasonWalletClosed)
	case policy.Recharge.Step > 0 && amount%policy.Recharge.Step != 0:
		return funds.Invalid("amount", ReasonRechargeStep).About(funds.Facts{Step: policy.Recharge.Step})
	case amount < channel.Min:
		return funds.Invalid("amount", ReasonRechargeLeast).About(funds.Facts{Least: channel.Min})
	case amount > channel.Max:
		return funds.Invalid("amount", ReasonRechargeMost).About(funds.Facts{Most: channel.Max})
	case amount > funds.MaxAmount-wallet.Balance:
		return funds.Invalid("amount", ReasonBalanceOver)
	case wallet.OpenRecharges >= policy.MaxOpen:
		return funds.Refuse(funds.CodeTooManyOpen, ReasonRechargesOpen).About(funds.Facts{Count: wallet.OpenRecharges})
	}
	return nil
}
