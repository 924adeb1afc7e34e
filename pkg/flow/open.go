package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Unfinished ones are looked for among the newest of a user's, a page at a time.
const (
	openPageRows = 100
	openPages    = 10
)

// tooManyOpen says, in the refusal for too many unfinished withdrawals, how many wait for whom. Where that cannot be
// read it is the refusal as it was.
func (s *Service) tooManyOpen(ctx context.Context, wallet funds.Wallet, refused error) error {
	waiting := map[funds.State]int64{}
	var found int64
	for number := int64(1); number <= openPages && found < wallet.Open; number++ {
		page, total, err := s.UserWithdrawals(ctx, wallet.UserID, Page{Number: number, Size: openPageRows})
		if err != nil {
			s.Log.Error("read what a user's open withdrawals wait for", "user", wallet.UserID, "error", err)
			return refused
		}
		for _, withdrawal := range page {
			if !withdrawal.State.Final() {
				waiting[withdrawal.State]++
				found++
			}
		}
		if number*openPageRows >= total {
			break
		}
	}
	return funds.TooManyOpen(refused, waiting)
}
