package table

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// conditional is one conditional write: of a whole item, or of the attributes of one. Without either it only checks its
// condition.
type conditional struct {
	key       key
	item      item   // replaces whatever is stored
	update    string // is applied to what is stored
	condition string
	names     map[string]string
	values    item
	failing   bool // the item that fails a check is asked for, as it tells more
}

// wholeOf writes an item in place of whatever is stored: its first version, or one that begins anew.
func wholeOf(row any, condition string) (conditional, error) {
	marshalled, err := attributevalue.MarshalMap(row)
	if err != nil {
		return conditional{}, fmt.Errorf("marshal %T: %w", row, err)
	}
	return conditional{key: keyOf(marshalled), item: marshalled, condition: condition}, nil
}

// attributesOf writes the next version of an item by its attributes: it sets those that have a value, removes those that
// the item's type knows and that have none, and leaves all others alone. So a program that is older than what is stored
// keeps what it does not know.
func attributesOf(row any, condition string) (conditional, error) {
	marshalled, err := attributevalue.MarshalMap(row)
	if err != nil {
		return conditional{}, fmt.Errorf("marshal %T: %w", row, err)
	}
	known := shapeOf(reflect.TypeOf(row))
	values := make(item, len(known.attributes)+1) // and one of the condition's
	var set, remove strings.Builder
	for _, a := range known.attributes {
		if value, has := marshalled[a.name]; has {
			values[a.value] = value
			set.WriteString(a.assignment)
		} else {
			remove.WriteString(a.alias)
		}
	}
	update := "SET " + set.String()[1:]
	if remove.Len() > 0 {
		update += " REMOVE " + remove.String()[1:]
	}
	return conditional{key: keyOf(marshalled), update: update, condition: condition, names: known.names, values: values}, nil
}

// and makes the write wait for one more condition.
func (c *conditional) and(condition string) { c.condition += " AND " + condition }

// needed is the condition, if there is one.
func (c *conditional) needed() *string {
	if c.condition == "" {
		return nil
	}
	return aws.String(c.condition)
}

// with adds a value that the condition needs.
func (c *conditional) with(name string, value types.AttributeValue) {
	if c.values == nil {
		c.values = item{}
	}
	c.values[name] = value
}

// alias adds another name for an attribute that the condition needs.
func (c *conditional) alias(alias, name string) {
	own := make(map[string]string, len(c.names)+1) // those of a shape are shared
	maps.Copy(own, c.names)
	own[alias] = name
	c.names = own
}

// shape is how the attributes of one type of item, beside its key, stand in an expression. Each has an alias, because
// many are reserved words, and DynamoDB may reserve more.
type shape struct {
	attributes []shapedAttribute
	names      map[string]string // by alias; every expression uses all of them
}

type shapedAttribute struct {
	name              string
	alias, assignment string // each with a comma before it
	value             string
}

var shapes sync.Map // of *shape, by the item's type

func shapeOf(row reflect.Type) *shape {
	stored, _ := shapes.Load(row)
	if known, ok := stored.(*shape); ok {
		return known
	}
	made := &shape{names: map[string]string{}}
	for i := range row.NumField() {
		name, _, _ := strings.Cut(row.Field(i).Tag.Get("dynamodbav"), ",")
		if name == attrPK || name == attrSK {
			continue
		}
		n := strconv.FormatInt(int64(i), 36)
		made.names["#"+n] = name
		made.attributes = append(made.attributes, shapedAttribute{name: name, alias: ",#" + n, value: ":" + n, assignment: ",#" + n + "=:" + n})
	}
	shapes.Store(row, made)
	return made
}

// write sends a write by itself. It must write something.
func (d *database) write(ctx context.Context, c conditional, options ...func(*dynamodb.Options)) error {
	condition := c.needed()
	if c.update != "" {
		_, err := d.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: d.table, Key: c.key.attributes(), UpdateExpression: aws.String(c.update), ConditionExpression: condition,
			ExpressionAttributeValues: c.values, ExpressionAttributeNames: c.names,
		}, options...)
		return err
	}
	_, err := d.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: d.table, Item: c.item, ConditionExpression: condition, ExpressionAttributeValues: c.values, ExpressionAttributeNames: c.names,
	}, options...)
	return err
}

// transact is the write as a part of a transaction.
func (d *database) transact(c conditional) types.TransactWriteItem {
	condition := c.needed()
	returns := types.ReturnValuesOnConditionCheckFailureNone
	if c.failing {
		returns = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	switch {
	case c.update != "":
		return types.TransactWriteItem{Update: &types.Update{
			TableName: d.table, Key: c.key.attributes(), UpdateExpression: aws.String(c.update), ConditionExpression: condition,
			ExpressionAttributeValues: c.values, ExpressionAttributeNames: c.names, ReturnValuesOnConditionCheckFailure: returns,
		}}
	case c.item != nil:
		return types.TransactWriteItem{Put: &types.Put{
			TableName: d.table, Item: c.item, ConditionExpression: condition, ExpressionAttributeValues: c.values, ExpressionAttributeNames: c.names,
		}}
	default:
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
			TableName: d.table, Key: c.key.attributes(), ConditionExpression: condition, ExpressionAttributeValues: c.values, ExpressionAttributeNames: c.names,
			ReturnValuesOnConditionCheckFailure: returns,
		}}
	}
}
