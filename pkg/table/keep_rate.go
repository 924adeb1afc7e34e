package table

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Rate is how many orders of a caller the gateway refused lately. It is empty if it refused none.
func (s *Store) Rate(ctx context.Context, caller string) (funds.Rate, error) {
	var row rateItem
	if err := s.get(ctx, key{ratePrefix + caller, skRate}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Rate{}, err
	}
	return funds.Rate{Refused: row.Refused, Asking: row.Asking, Since: moment(row.Since), Last: moment(row.Last), Version: row.Version}, nil
}

// PutRate writes the next version of the rate that was read, to be kept until a moment. It returns [funds.ErrConflict]
// if another process has written one since.
func (s *Store) PutRate(ctx context.Context, caller string, rate funds.Rate, until time.Time) error {
	row := rateItem{
		PK: ratePrefix + caller, SK: skRate, Version: rate.Version + 1,
		Refused: rate.Refused, Asking: rate.Asking, Since: millis(rate.Since), Last: millis(rate.Last), TTL: until.Unix() + 1,
	}
	if rate.Version == 0 {
		made, err := wholeOf(row, absentCondition)
		return s.putBound(ctx, made, err)
	}
	made, err := attributesOf(row, "ver = :from")
	made.with(":from", number(rate.Version))
	return s.putBound(ctx, made, err)
}
