package table

import (
	"context"
	"sort"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// UserRecharges lists the ids of a user's recharges numbered from lo to hi, newest first, with strong consistency.
func (s *Store) UserRecharges(ctx context.Context, userID string, lo, hi int64) ([]funds.RechargeID, error) {
	if lo > hi {
		return nil, nil
	}
	var ids []funds.RechargeID
	err := s.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression: aws.String("PK = :pk AND SK BETWEEN :lo AND :hi"),
		ExpressionAttributeValues: item{
			":pk": stringValue(pkUser(userID)), ":lo": stringValue(skRechargeNumber(lo)), ":hi": stringValue(skRechargeNumber(hi)),
		},
	}, func(row item) error {
		ids = append(ids, funds.RechargeID(text(row["id"])))
		return nil
	})
	if err != nil {
		return nil, readError("list a user's recharges", err)
	}
	return ids, nil
}

// RechargeIDs lists the ids of all recharges that show one of the gateway's states (none means any), newest first. The
// index may lag.
func (s *Store) RechargeIDs(ctx context.Context, shown []int) ([]funds.RechargeID, error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	var keys []string
	seen := map[string]bool{} // one that moves between partitions while they are read is listed once
	for _, m := range months {
		for shard := range m.shards {
			if len(shown) == 0 {
				err = s.rechargeKeys(ctx, indexByTime, "timePK", rechargePartition(m.stamp, shard), seen, &keys)
			}
			for _, state := range shown {
				if err == nil {
					err = s.rechargeKeys(ctx, indexByStatus, "statusPK", rechargeStatusPartition(state, m.stamp, shard), seen, &keys)
				}
			}
			if err != nil {
				return nil, readError("list recharges", err)
			}
		}
	}
	sort.Sort(sort.Reverse(sort.StringSlice(keys)))
	return idsOf[funds.RechargeID](keys), nil
}

func (s *Store) rechargeKeys(ctx context.Context, index, attribute, partition string, seen map[string]bool, keys *[]string) error {
	return s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(index), KeyConditionExpression: aws.String(attribute + " = :pk"),
		ProjectionExpression: aws.String("timeSK"), ExpressionAttributeValues: item{":pk": stringValue(partition)},
	}, func(row item) error {
		if k := text(row["timeSK"]); !seen[k] {
			seen[k] = true
			*keys = append(*keys, k)
		}
		return nil
	})
}
