package table

import (
	"context"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Entries reads the entries of a user numbered from lo to hi, newest first. An empty type means the
// wallet's own numbers; otherwise the numbers are those within the type.
func (s *Store) Entries(ctx context.Context, userID string, entryType funds.EntryType, lo, hi int64) ([]funds.Entry, error) {
	if lo > hi {
		return nil, nil
	}
	return s.entries(ctx, entriesBetween(userID, entryType, lo, hi))
}

func (s *Store) entries(ctx context.Context, input *dynamodb.QueryInput) ([]funds.Entry, error) {
	var found []funds.Entry
	err := s.query(ctx, input, func(row item) error {
		var stored entryItem
		if err := attributevalue.UnmarshalMap(row, &stored); err != nil {
			return err
		}
		found = append(found, stored.entry())
		return nil
	})
	if err != nil {
		return nil, unread("list entries", err)
	}
	return found, nil
}

// entriesBetween reads what [Store.Entries] lists.
func entriesBetween(userID string, entryType funds.EntryType, lo, hi int64) *dynamodb.QueryInput {
	input := &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression: aws.String("PK = :pk AND SK BETWEEN :lo AND :hi"),
		ExpressionAttributeValues: item{
			":pk": stringValue(pkUser(userID)), ":lo": stringValue(skEntry(lo)), ":hi": stringValue(skEntry(hi)),
		},
	}
	if entryType != "" {
		input.IndexName = aws.String(indexByType)
		input.KeyConditionExpression = aws.String("PK = :pk AND typeKey BETWEEN :lo AND :hi")
		input.ExpressionAttributeValues[":lo"] = stringValue(typeKey(entryType, lo))
		input.ExpressionAttributeValues[":hi"] = stringValue(typeKey(entryType, hi))
	}
	return input
}

// Due lists up to limit orders, withdrawals and recharges, by their serials, in one shard (0 to DueShards−1) of what waits for the machine at a
// moment, longest waiting first. It begins behind the place after ("" is the start) and returns where
// it ended; that is empty once nothing is left. The index may lag.
func (s *Store) Due(ctx context.Context, shard int, at time.Time, after string, limit int) (serials []string, end string, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexDue), KeyConditionExpression: aws.String("duePK = :pk AND dueSK BETWEEN :from AND :now"),
		ExpressionAttributeValues: item{
			":pk": stringValue(duePartition(shard)), ":from": stringValue(after + "!"), ":now": stringValue(dueKey(at.Add(time.Millisecond), "")),
		},
		Limit: aws.Int32(int32(limit)), //nolint:gosec // a batch is small
	}, func(row item) error {
		end = text(row["dueSK"])
		_, serial, _ := strings.Cut(end, "#")
		serials = append(serials, serial)
		return nil
	})
	switch {
	case err != nil:
		return nil, "", unread("list what is due", err)
	case len(serials) < limit:
		end = ""
	}
	return serials, end, nil
}

// Attention lists up to limit withdrawals that wait for an admin, newest first. The index may lag.
func (s *Store) Attention(ctx context.Context, limit int) ([]funds.ID, error) {
	keys, err := s.attention(ctx, pkAttention, limit)
	return idsOf(keys), err
}

func (s *Store) attention(ctx context.Context, partition string, limit int) (keys []string, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexAttention), KeyConditionExpression: aws.String("attnPK = :pk"), ScanIndexForward: aws.Bool(false),
		ExpressionAttributeValues: item{":pk": stringValue(partition)}, Limit: aws.Int32(int32(limit)), //nolint:gosec // a page is small
	}, func(row item) error {
		keys = append(keys, text(row["timeSK"]))
		return nil
	})
	if err != nil {
		return nil, unread("list what needs attention", err)
	}
	return keys, nil
}

// idsOf takes the ids out of <time>#<id> keys.
func idsOf(keys []string) []funds.ID {
	ids := make([]funds.ID, 0, len(keys))
	for _, k := range keys {
		_, id, _ := strings.Cut(k, "#")
		ids = append(ids, funds.ID(id))
	}
	return ids
}

func inOrder(all []funds.Line) []funds.Line {
	sort.Slice(all, func(i, j int) bool { return all[i].Version < all[j].Version })
	return all
}

func (i claimItem) claim() funds.Claim {
	return funds.Claim{
		Caller: strings.TrimPrefix(i.PK, pkClaim("")), Key: i.SK, Print: funds.Print{Bytes: i.Hash, Value: i.Value}, Result: i.Result,
		Expires: time.Unix(i.TTL, 0).UTC(),
	}
}
