package table

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// idsByKeyword lists the withdrawals that a keyword may mean: the one with that code or id, the one with that
// transaction number, and those of the user with that id or of the users with that phone number. An id may be listed
// twice. Of the users' withdrawals it reads about as many rows as it is given, newest first. If there are more, the
// list is complete only for what was requested after since.
func (s *Store) idsByKeyword(ctx context.Context, filter funds.Filter, rows int64) (ids []funds.ID, since time.Time, err error) {
	if code, _ := filter.CodeAndID(); code != "" {
		var row withdrawalItem
		err := s.get(ctx, key{pkWithdrawal(funds.ID(code)), skWithdrawal}, &row)
		switch {
		case err == nil:
			ids = append(ids, row.id())
		case !errors.Is(err, funds.ErrNotFound):
			return nil, time.Time{}, err
		}
	}
	numbered, err := s.numbered(ctx, filter.Keyword)
	if err != nil {
		return nil, time.Time{}, err
	}
	ids = append(ids, numbered...)
	users, err := s.UsersByPhone(ctx, filter.Keyword)
	if err != nil {
		return nil, time.Time{}, err
	}
	users = append(users, filter.Keyword)
	share := max(rows/int64(len(users)), 1)
	for _, userID := range users {
		freezes, more, err := s.newestFreezes(ctx, userID, spanOf(filter.From, filter.Until), share) // each withdrawal has one
		if err != nil {
			return nil, time.Time{}, err
		}
		for _, freeze := range freezes {
			ids = append(ids, funds.ID(freeze.RelatedID))
		}
		if oldest := len(freezes) - 1; more && freezes[oldest].At.After(since) {
			since = freezes[oldest].At
		}
	}
	return ids, since, nil
}

// mostNumbered bounds how many withdrawals are listed for one transaction number: a few accounts and days have the same.
const mostNumbered = 100

// numbered lists the withdrawals that have, or had, a transaction number, from whatever account.
func (s *Store) numbered(ctx context.Context, number string) (ids []funds.ID, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"), Limit: aws.Int32(mostNumbered),
		ExpressionAttributeValues: item{":pk": stringValue(pkNumber(funds.ClaimedNumber(number)))},
	}, func(row item) error {
		ids = append(ids, funds.ID(text(row["wd"])))
		return nil
	})
	if err != nil {
		return nil, readError("find a transaction number", err)
	}
	return ids, nil
}

// newestFreezes reads a user's newest freeze entries of a time span, up to a number of rows, and reports whether there
// are more. It skips entries newer than the span, which are small.
func (s *Store) newestFreezes(ctx context.Context, userID string, times span, rows int64) (freezes []funds.Entry, more bool, err error) {
	query := entriesBetween(userID, funds.EntryFreeze, 1, maxSeq)
	query.TableName = s.table
	query.FilterExpression = aws.String("#at >= :from AND #at < :until")
	query.ExpressionAttributeNames = map[string]string{"#at": "at"}
	query.ExpressionAttributeValues[":from"], query.ExpressionAttributeValues[":until"] = number(times.from), number(times.until)
	for {
		out, err := s.client.Query(ctx, query)
		if err != nil {
			return nil, false, readError("list a user's withdrawals", err)
		}
		for _, row := range out.Items {
			stored, err := decode[entryItem](row)
			if err != nil {
				return nil, false, funds.Internal("decode an entry", err)
			}
			freezes = append(freezes, stored.entry())
		}
		query.ExclusiveStartKey = out.LastEvaluatedKey
		switch {
		case int64(len(freezes)) > rows:
			return freezes[:rows], true, nil
		case len(out.LastEvaluatedKey) == 0:
			return freezes, false, nil
		}
	}
}
