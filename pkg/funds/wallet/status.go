package wallet

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why a status is not set.
const (
	ReasonStatusUnknown   funds.Reason = "status_unknown"
	ReasonWalletNotEmpty  funds.Reason = "wallet_not_empty" // it has money, or something unfinished, and is not closed
	ReasonWalletUnsettled funds.Reason = "wallet_unsettled" // Options are the orders to settle before it is made active
)

// SetStatus freezes, closes or reopens a wallet, with a reason and an audit record. Only an empty
// wallet with nothing open may be closed ([funds.CodeIllegal]), and none with an unsettled order is made active; nobody
// decides about their own ([funds.ErrForbidden]).
func SetStatus(act funds.Act, wallet funds.Wallet, status funds.WalletStatus, reason string) (funds.Change, error) {
	if err := funds.NotOwn(act, wallet.UserID); err != nil {
		return funds.Change{}, err
	}
	switch {
	case !status.Known():
		return funds.Change{}, funds.Invalid("status", ReasonStatusUnknown)
	case reason == "":
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	case status == funds.WalletClosed && (wallet.Balance != 0 || wallet.Open != 0 || wallet.OpenRecharges != 0):
		return funds.Change{}, &funds.Error{Code: funds.CodeIllegal, Reason: ReasonWalletNotEmpty, Field: "status"}
	case status == funds.WalletActive && len(wallet.Unsettled) > 0:
		return funds.Change{}, &funds.Error{
			Code: funds.CodeIllegal, Reason: ReasonWalletUnsettled, Field: "status", Facts: funds.Facts{Options: strings.Join(wallet.Unsettled, ",")},
		}
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	d := ledger.New(act, &wallet, nil)
	d.Change.Audit = walletAudit(act, wallet.UserID, "status", map[string]string{"from": string(wallet.Status), "to": string(status), "reason": reason})
	d.Wallet.Status = status
	d.WalletChanged()
	return d.Done(), nil
}
