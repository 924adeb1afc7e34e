package table

import (
	"context"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Recharge reads a recharge, consistently; [funds.ErrNotFound] where there is none of this whole id.
func (s *Store) Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error) {
	var row rechargeItem
	if err := s.get(ctx, key{pkRecharge(id), skRecharge}, &row); err != nil {
		return funds.Recharge{}, err
	}
	if row.ID != string(id) { // the key is the code alone
		return funds.Recharge{}, funds.ErrNotFound
	}
	return row.recharge(), nil
}

// Recharges reads many recharges, consistently, in the order of ids; unknown ones are left out.
func (s *Store) Recharges(ctx context.Context, ids []funds.RechargeID) ([]funds.Recharge, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkRecharge(id), skRecharge})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, unread("read recharges", err)
	}
	found := make([]funds.Recharge, 0, len(rows))
	for i, k := range keys {
		row, ok := rows[k]
		if !ok {
			continue
		}
		stored, err := decode[rechargeItem](row)
		if err != nil {
			return nil, funds.Internal("decode a recharge", err)
		}
		if stored.ID == string(ids[i]) {
			found = append(found, stored.recharge())
		}
	}
	return found, nil
}

// UserRecharges lists the ids of a user's recharges numbered from lo to hi, newest first, consistently.
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
		return nil, unread("list a user's recharges", err)
	}
	return ids, nil
}

// RechargeIDs lists the ids of all recharges that show one of the gateway's states (none: all), newest first,
// from the index: it may lag.
func (s *Store) RechargeIDs(ctx context.Context, shown []int) ([]funds.RechargeID, error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	var keys []string
	seen := map[string]bool{} // one that moves between two partitions while they are read counts once
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
				return nil, unread("list recharges", err)
			}
		}
	}
	sort.Sort(sort.Reverse(sort.StringSlice(keys)))
	return rechargeIDsOf(keys), nil
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

// RechargeAttention lists up to limit recharges that wait for an admin, newest first. The index may lag.
func (s *Store) RechargeAttention(ctx context.Context, limit int) ([]funds.RechargeID, error) {
	keys, err := s.attention(ctx, pkRechargeAttention, limit)
	return rechargeIDsOf(keys), err
}

func rechargeIDsOf(keys []string) []funds.RechargeID {
	ids := make([]funds.RechargeID, 0, len(keys))
	for _, k := range keys {
		_, id, _ := strings.Cut(k, "#")
		ids = append(ids, funds.RechargeID(id))
	}
	return ids
}
