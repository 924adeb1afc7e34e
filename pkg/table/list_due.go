package table

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Due lists up to limit orders, withdrawals and recharges, that wait for the machine at a moment, by their serials,
// longest waiting first. It lists one shard, from 0 to DueShards−1, and begins behind the key after ("" begins at the
// start). end is the key at which to go on, or empty if nothing is left. The index may lag.
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
		return nil, "", readError("list what is due", err)
	case len(serials) < limit:
		end = ""
	}
	return serials, end, nil
}
