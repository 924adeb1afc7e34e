package table

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	commitBound   = 3 * time.Second // how long the door tries one change
	attemptBound  = 2 * time.Second // how long one request may take
	firstBackoff  = 10 * time.Millisecond
	longestPause  = 400 * time.Millisecond
	backoffFactor = 2
)

// Commit is the one write door: it applies a whole change, or nothing of it. A change of one item is
// one conditional write, and larger ones are one transaction.
//
// It retries throttling and transaction conflicts, bounded and jittered, and never a failed condition.
// When an answer is lost it reads the change's proof: our commit id there means applied; nothing there
// means the same change is sent again; another's means a lost race.
//
// Errors: [funds.ErrConflict] (reload and decide again), [funds.ErrCodeTaken] (draw another code),
// codes duplicate_number and wallet_inactive, [funds.ErrBusy] where it could not be applied within the
// bound, [funds.CodeInternal] for anything else. After an ErrBusy the change may yet have been applied
// where the last answer was lost; whoever repeats the request sends the same idempotency key.
func (s *Store) Commit(ctx context.Context, change funds.Change) error {
	if change.Empty() {
		return nil
	}
	in := placement{shards: 1}
	if created := createdAt(change); !created.IsZero() {
		var err error
		if in, err = s.placementOf(ctx, created); err != nil {
			return err
		}
	}
	writes, err := s.writes(change, in)
	if err != nil {
		return funds.Internal("encode a change", err)
	}
	return s.apply(ctx, change.CommitID, writes)
}

// createdAt is when the change's order was made; zero where it has none.
func createdAt(change funds.Change) time.Time {
	switch {
	case change.Withdrawal != nil:
		return change.Withdrawal.To.CreatedAt
	case change.Recharge != nil:
		return change.Recharge.To.CreatedAt
	}
	return time.Time{}
}

func (s *Store) apply(ctx context.Context, commitID string, writes []write) error {
	until := s.now().Add(commitBound)
	doubtful := false // an earlier attempt's outcome is not known
	for pause := firstBackoff; ; pause = min(pause*backoffFactor, longestPause) {
		failure := s.send(ctx, writes)
		switch failure.kind {
		case applied:
			return nil
		case broken:
			return funds.Internal("commit", failure.err)
		case conditionFailed:
			if !doubtful {
				return failure.refusal()
			}
			if mine, err := s.proves(ctx, writes[0].key, commitID); err == nil {
				if mine == proofOurs {
					return nil
				}
				return failure.refusal()
			}
		case ambiguous:
			doubtful = true
			switch mine, err := s.proves(ctx, writes[0].key, commitID); {
			case err != nil: // not even readable: wait, then send the same change, whose conditions hold at most once
			case mine == proofOurs:
				return nil
			case mine == proofAnothers && writes[0].immutable: // another's, for ever
				return funds.ErrConflict
			}
		case notApplied:
		}
		if !s.rest(ctx, until, pause) {
			return errors.Join(funds.ErrBusy, failure.err)
		}
	}
}

// rest pauses, jittered, and says whether there is time for another attempt.
func (s *Store) rest(ctx context.Context, until time.Time, pause time.Duration) bool {
	jittered := pause/2 + rand.N(pause/2+1) //nolint:gosec // jitter needs no secrecy
	if s.now().Add(jittered).After(until) {
		return false
	}
	timer := time.NewTimer(jittered)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (s *Store) send(ctx context.Context, writes []write) failure {
	ctx, cancel := context.WithTimeout(ctx, attemptBound)
	defer cancel()
	var err error
	if len(writes) == 1 {
		w := writes[0]
		_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: s.table, Item: w.item, ConditionExpression: aws.String(w.condition),
			ExpressionAttributeValues: w.values, ExpressionAttributeNames: w.names(),
		}, once)
	} else {
		items := make([]types.TransactWriteItem, 0, len(writes))
		for _, w := range writes {
			items = append(items, s.transact(w))
		}
		_, err = s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items}, once)
	}
	return classify(err, writes)
}

func (s *Store) transact(w write) types.TransactWriteItem {
	if w.item == nil {
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
			TableName: s.table, Key: w.key.attributes(), ConditionExpression: aws.String(w.condition), ExpressionAttributeValues: w.values,
		}}
	}
	return types.TransactWriteItem{Put: &types.Put{
		TableName: s.table, Item: w.item, ConditionExpression: aws.String(w.condition),
		ExpressionAttributeValues: w.values, ExpressionAttributeNames: w.names(),
	}}
}

// names gives the reserved word ttl its alias, where the condition uses it.
func (w write) names() map[string]string {
	if _, claim := w.values[":now"]; claim {
		return map[string]string{"#ttl": "ttl"}
	}
	return nil
}

func (k key) attributes() item {
	return item{attrPK: &types.AttributeValueMemberS{Value: k.pk}, attrSK: &types.AttributeValueMemberS{Value: k.sk}}
}

type proof int

const (
	proofAbsent proof = iota
	proofOurs
	proofAnothers
)

// proves reads a change's proof, consistently.
func (s *Store) proves(ctx context.Context, at key, commitID string) (proof, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptBound)
	defer cancel()
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: s.table, Key: at.attributes(), ConsistentRead: aws.Bool(true),
	}, once)
	switch {
	case err != nil:
		return proofAbsent, err
	case len(out.Item) == 0:
		return proofAbsent, nil
	case text(out.Item["commit"]) == commitID:
		return proofOurs, nil
	default:
		return proofAnothers, nil
	}
}
