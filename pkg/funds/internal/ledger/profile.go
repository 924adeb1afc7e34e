package ledger

import "github.com/outflow-pay/outflow/pkg/funds"

// Refresh takes over what the user's own token says of them, and nothing that it does not say.
func (d *Draft) Refresh(profile *funds.Profile) {
	if profile == nil {
		return
	}
	if now := d.Wallet.Profile.Updated(*profile); now != d.Wallet.Profile {
		d.Wallet.Profile = now
		d.WalletChanged()
	}
}
