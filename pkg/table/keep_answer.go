package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Kept is the gateway's last answer to a question. It is empty if there is none.
func (s *Store) Kept(ctx context.Context, name string) (funds.Kept, error) {
	var row answerItem
	if err := s.get(ctx, key{pkAnswers, name}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Kept{}, err
	}
	return funds.Kept{Value: row.Value, At: moment(row.At), Next: moment(row.Next)}, nil
}

// Keep replaces the kept answer that was read, by a new answer or by the claim to ask next. It returns
// [funds.ErrConflict] if another process has replaced it since.
func (s *Store) Keep(ctx context.Context, name string, was, is funds.Kept) error {
	row := answerItem{PK: pkAnswers, SK: name, Value: is.Value, At: millis(is.At), Next: millis(is.Next)}
	if was.Next.IsZero() {
		made, err := wholeOf(row, absentCondition)
		return s.putBound(ctx, made, err)
	}
	made, err := attributesOf(row, "#next = :was")
	made.alias("#next", "next")
	made.with(":was", number(millis(was.Next)))
	return s.putBound(ctx, made, err)
}

// putBound is one conditional write, within the time that the write door grants one request.
func (s *Store) putBound(ctx context.Context, made conditional, err error) error {
	if err != nil {
		return funds.Internal("encode a bound", err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestBound)
	defer cancel()
	err = s.write(ctx, made)
	switch {
	case err == nil:
		return nil
	case isConditionFailed(err):
		return funds.ErrConflict
	}
	return readError("write a bound", err)
}
