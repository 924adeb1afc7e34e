package main

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type item = map[string]types.AttributeValue

// byHand makes the transaction of a create without any of our code. Its items are those that a
// create of the real handler has left, with another user and withdrawal in them.
type byHand struct {
	client *dynamodb.Client

	user   person
	id     funds.ID
	wallet item // as it was before
	puts   []types.Put
}

// learn runs a create and keeps what it changed.
func (h *byHand) learn(ctx context.Context, create func() (funds.ID, error)) error {
	before, err := h.partition(ctx, "USER#"+h.user.sub)
	if err != nil {
		return err
	}
	if h.id, err = create(); err != nil {
		return err
	}
	for _, partition := range []string{"USER#" + h.user.sub, "WD#" + h.id.Code(), "IDEMP#" + h.user.sub} {
		after, err := h.partition(ctx, partition)
		if err != nil {
			return err
		}
		for sortKey, written := range after {
			old, existed := before[sortKey]
			switch {
			case !existed:
				h.puts = append(h.puts, types.Put{Item: written, TableName: aws.String(tableName), ConditionExpression: aws.String("attribute_not_exists(PK)")})
			case !reflect.DeepEqual(old, written):
				h.wallet = old
				h.puts = append(h.puts, types.Put{
					Item: written, TableName: aws.String(tableName), ConditionExpression: aws.String("ver = :from"), ExpressionAttributeValues: item{":from": old["ver"]},
				})
			}
		}
	}
	if h.wallet == nil {
		return errors.New("the create changed no wallet")
	}
	return nil
}

// partition reads all items of one partition key, by sort key.
func (h *byHand) partition(ctx context.Context, key string) (map[string]item, error) {
	out, err := h.client.Query(ctx, &dynamodb.QueryInput{
		TableName: aws.String(tableName), ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"),
		ExpressionAttributeValues: item{":pk": &types.AttributeValueMemberS{Value: key}},
	})
	if err != nil {
		return nil, err
	}
	items := map[string]item{}
	for _, row := range out.Items {
		sortKey, _ := row["SK"].(*types.AttributeValueMemberS)
		items[sortKey.Value] = row
	}
	return items, nil
}

// seed gives users the wallet that the first one had before its create.
func (h *byHand) seed(ctx context.Context, users []person) error {
	const most = 25 // of one BatchWriteItem
	for len(users) > 0 {
		n := min(most, len(users))
		requests := make([]types.WriteRequest, 0, n)
		for _, user := range users[:n] {
			wallet := h.rename(user, h.id)(h.wallet)
			requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: wallet}})
		}
		out, err := h.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{tableName: requests}})
		if err != nil {
			return err
		}
		if len(out.UnprocessedItems) > 0 {
			return errors.New("the engine left wallets unwritten")
		}
		users = users[n:]
	}
	return nil
}

func newID() funds.ID {
	var code [funds.CodeBytes]byte
	_, _ = rand.Read(code[:]) // never fails
	return funds.NewID(code, time.Now())
}

// transaction is the create of another user.
func (h *byHand) transaction(user person) *dynamodb.TransactWriteItemsInput {
	rename := h.rename(user, newID())
	input := &dynamodb.TransactWriteItemsInput{}
	for _, put := range h.puts {
		put.Item = rename(put.Item)
		input.TransactItems = append(input.TransactItems, types.TransactWriteItem{Put: &put})
	}
	return input
}

// rename puts another user and withdrawal, whose names are as long, into an item.
func (h *byHand) rename(user person, id funds.ID) func(item) item {
	names := strings.NewReplacer(h.user.sub, user.sub, h.user.phone, user.phone, string(h.id), string(id), h.id.Code(), id.Code())
	return func(old item) item {
		renamed := maps.Clone(old)
		for name, value := range renamed {
			renamed[name] = renameValue(names, value)
		}
		return renamed
	}
}

func renameValue(names *strings.Replacer, value types.AttributeValue) types.AttributeValue {
	switch value := value.(type) {
	case *types.AttributeValueMemberS:
		return &types.AttributeValueMemberS{Value: names.Replace(value.Value)}
	case *types.AttributeValueMemberL:
		list := make([]types.AttributeValue, 0, len(value.Value))
		for _, element := range value.Value {
			list = append(list, renameValue(names, element))
		}
		return &types.AttributeValueMemberL{Value: list}
	case *types.AttributeValueMemberM:
		fields := make(map[string]types.AttributeValue, len(value.Value))
		for name, field := range value.Value {
			fields[name] = renameValue(names, field)
		}
		return &types.AttributeValueMemberM{Value: fields}
	default:
		return value
	}
}
