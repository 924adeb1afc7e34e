package table

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

// Make implements [webhook.Deliveries].
func (h *Hooks) Make(ctx context.Context, delivery webhook.Delivery) error {
	made, err := wholeOf(deliveryItemOf(delivery, h.now().Add(webhook.Kept).Unix()), absentCondition)
	if err = h.put(ctx, made, err); errors.Is(err, funds.ErrConflict) {
		return nil // it was told before
	}
	return err
}

// Delivery implements [webhook.Deliveries].
func (h *Hooks) Delivery(ctx context.Context, endpoint, event string) (webhook.Delivery, error) {
	var row deliveryItem
	err := h.get(ctx, deliveryKey(endpoint, event), &row)
	return row.delivery(), err
}

// Move implements [webhook.Deliveries]. For how long the delivery is kept begins anew: what was replayed is kept as long as
// what is new.
func (h *Hooks) Move(ctx context.Context, delivery webhook.Delivery) error {
	made, err := attributesOf(deliveryItemOf(delivery, h.now().Add(webhook.Kept).Unix()), "ver = :from")
	made.with(":from", number(delivery.Version))
	return h.put(ctx, made, err)
}

// Due implements [webhook.Deliveries].
func (h *Hooks) Due(ctx context.Context, endpoint string, at time.Time, most int) ([]webhook.Delivery, error) {
	perShard := max(1, most/hookDueShards)
	found := make([][]key, hookDueShards)
	err := inParallel(hookDueShards, func(shard int) (err error) {
		found[shard], _, err = h.keysIn(ctx, &dynamodb.QueryInput{
			IndexName: aws.String(indexHookDue), KeyConditionExpression: aws.String("duePK = :pk AND dueSK < :until"), Limit: aws.Int32(int32(perShard)), //nolint:gosec // a small constant
			ExpressionAttributeValues: item{":pk": stringValue(hookDuePartition(endpoint, shard)), ":until": stringValue(padded(millis(at)+1, millisDigits))},
		}, "dueSK")
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err := h.deliveries(ctx, slices.Concat(found...))
	return slices.DeleteFunc(rows, func(d webhook.Delivery) bool { // the index lags
		return d.State != webhook.DeliveryWaiting || d.Due.After(at)
	}), err
}

// Made implements [webhook.Deliveries].
func (h *Hooks) Made(ctx context.Context, endpoint string, in webhook.Span, behind string, most int) (found []webhook.Delivery, next string, err error) {
	from := padded(millis(in.From), millisDigits)
	if behind != "" {
		from = behind + "!" // the least that is behind it
	}
	return h.made(ctx, &dynamodb.QueryInput{
		KeyConditionExpression: aws.String("madePK = :pk AND madeSK BETWEEN :from AND :until"), Limit: aws.Int32(int32(most)), //nolint:gosec // at most some hundreds
		ExpressionAttributeValues: item{
			":pk": stringValue(endpoint), ":from": stringValue(from), ":until": stringValue(padded(millis(in.Until)+1, millisDigits)),
		},
	})
}

// Newest implements [webhook.Deliveries].
func (h *Hooks) Newest(ctx context.Context, endpoint, before string, most int) (found []webhook.Delivery, next string, err error) {
	query := &dynamodb.QueryInput{
		KeyConditionExpression: aws.String("madePK = :pk"), ScanIndexForward: aws.Bool(false), Limit: aws.Int32(int32(most)), //nolint:gosec // at most some hundreds
		ExpressionAttributeValues: item{":pk": stringValue(endpoint)},
	}
	if before != "" {
		query.KeyConditionExpression = aws.String("madePK = :pk AND madeSK < :before")
		query.ExpressionAttributeValues[":before"] = stringValue(before)
	}
	return h.made(ctx, query)
}

func (h *Hooks) made(ctx context.Context, query *dynamodb.QueryInput) (found []webhook.Delivery, next string, err error) {
	query.IndexName = aws.String(indexHookMade)
	keys, last, err := h.keysIn(ctx, query, "madeSK")
	if err != nil {
		return nil, "", err
	}
	if len(keys) >= int(*query.Limit) {
		next = last
	}
	found, err = h.deliveries(ctx, keys)
	return found, next, err
}

// keysIn are the keys that a query of an index finds, and the last one's place in it.
func (h *Hooks) keysIn(ctx context.Context, query *dynamodb.QueryInput, place string) (keys []key, last string, err error) {
	err = h.query(ctx, query, func(row item) error {
		keys, last = append(keys, keyOf(row)), text(row[place])
		return nil
	})
	if err != nil {
		return nil, "", readError("list deliveries", err)
	}
	return keys, last, nil
}

// deliveries reads by keys, in their order. What has expired meanwhile is left out.
func (h *Hooks) deliveries(ctx context.Context, keys []key) (found []webhook.Delivery, err error) {
	rows, err := h.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read deliveries", err)
	}
	for _, at := range keys {
		row, there := rows[at]
		if !there {
			continue
		}
		stored, err := decode[deliveryItem](row)
		if err != nil {
			return nil, funds.Internal("decode a delivery", err)
		}
		found = append(found, stored.delivery())
	}
	return found, nil
}
