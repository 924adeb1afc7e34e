package ledger

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Unsettle notes on the wallet that an admin must settle an order.
func (d *Draft) Unsettle(id string) {
	if !slices.Contains(d.Wallet.Unsettled, id) {
		d.Wallet.Unsettled = append(d.Wallet.Unsettled, id)
		d.WalletChanged()
	}
}

// Settled notes on the wallet that an admin has settled an order.
func (d *Draft) Settled(id string) {
	if at := slices.Index(d.Wallet.Unsettled, id); at >= 0 {
		d.Wallet.Unsettled = slices.Delete(d.Wallet.Unsettled, at, at+1)
		d.WalletChanged()
	}
}

// Freeze lets nothing more leave the wallet until an admin has settled what the gateway's word leaves due.
func (d *Draft) Freeze() {
	if d.Wallet.Status == funds.WalletActive {
		d.Wallet.Status = funds.WalletFrozen
		d.WalletChanged()
	}
}
