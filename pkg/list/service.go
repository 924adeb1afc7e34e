package list

import (
	"context"
	"io"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Service answers what is read. Its fields are set once and not changed after.
type Service struct {
	Store  Store
	Audit  Auditor
	Policy funds.Policy
	Now    func() time.Time
	Random io.Reader // for the ids of audit records; cryptographic
}

// act chooses what an audit record has from its request: its id, its time and who asked.
func (s *Service) act(actor funds.Actor) (funds.Act, error) {
	var raw [funds.CommitIDBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return funds.Act{}, funds.Internal("draw an audit record's id", err)
	}
	return funds.NewAct(raw, s.Now(), actor), nil
}

// wallet is [WalletOrNew] of this service's store, as it is now.
func (s *Service) wallet(ctx context.Context, userID string) (funds.Wallet, error) {
	return WalletOrNew(ctx, s.Store, userID, s.Now())
}
