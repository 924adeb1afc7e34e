package wallet

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Touch makes a wallet that does not exist yet, and takes over a new profile of the user's own
// token. The change is empty where there is nothing to do.
func Touch(act funds.Act, wallet funds.Wallet, profile *funds.Profile) funds.Change {
	d := ledger.New(act, &wallet, nil)
	if wallet.Version == 0 {
		d.WalletChanged()
	}
	d.Refresh(profile)
	return d.Done()
}
