package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/outflow-pay/outflow/local/itemsize"
)

// attribute is a value in DynamoDB's JSON: one of its types, and what that holds.
type attribute map[string]json.RawMessage

// written is an item that a request puts, or the attributes that it updates.
type written struct {
	Item                      map[string]attribute
	Key                       map[string]attribute
	UpdateExpression          string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues map[string]attribute
}

// stores is what is stored afterwards, where the item has no attribute that the request does not name. It is nothing for
// a condition check, and for a counter, which is written from the stream.
func (w *written) stores() map[string]attribute {
	switch {
	case w == nil || w.counts():
		return nil
	case w.UpdateExpression == "":
		return w.Item
	}
	item := maps.Clone(w.Key)
	set, _, _ := strings.Cut(strings.TrimPrefix(w.UpdateExpression, "SET "), " REMOVE ")
	for assignment := range strings.SplitSeq(set, ",") {
		name, value, _ := strings.Cut(assignment, "=")
		item[w.ExpressionAttributeNames[name]] = w.ExpressionAttributeValues[value]
	}
	return item
}

func (w *written) counts() bool {
	return strings.HasPrefix(string(w.Key["PK"]["S"]), `"COUNT`)
}

// storedItems lists the items that a PutItem, an UpdateItem or a TransactWriteItems request stores.
func storedItems(body []byte) ([]stored, error) {
	var request struct {
		written
		TransactItems []struct{ Put, Update *written }
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, err
	}
	writes := []*written{&request.written}
	for _, action := range request.TransactItems {
		writes = append(writes, action.Put, action.Update)
	}
	var items []stored
	for _, one := range writes {
		item := one.stores()
		if item == nil {
			continue
		}
		size, err := itemBytes(item)
		if err != nil {
			return nil, err
		}
		var sortKey string
		if err := json.Unmarshal(item["SK"]["S"], &sortKey); err != nil {
			return nil, fmt.Errorf("SK: %w", err)
		}
		items = append(items, stored{kindOf(sortKey), size})
	}
	return items, nil
}

// kindOf names an item by its sort key. A claim's is the request's route.
func kindOf(sortKey string) string {
	kind, _, _ := strings.Cut(sortKey, "#")
	if strings.Contains(kind, "/") {
		return "claim"
	}
	return strings.ToLower(kind)
}

// itemBytes is the size of an item in DynamoDB's JSON.
func itemBytes(item map[string]attribute) (int, error) {
	text, err := json.Marshal(item)
	if err != nil {
		return 0, err
	}
	decoded, err := attributevalue.UnmarshalMapJSON(text)
	if err != nil {
		return 0, err
	}
	return itemsize.Bytes(decoded)
}
