package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
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

// itemBytes is an item's size by the rules of the DynamoDB developer guide, "Item sizes and formats".
func itemBytes(item map[string]attribute) (int, error) {
	total := 0
	for name, value := range item {
		size, err := attributeBytes(value)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		total += len(name) + size
	}
	return total, nil
}

const (
	containerBytes = 3 // of a list or map, whatever it holds
	elementBytes   = 1 // of each of its elements, beside the element itself
)

func attributeBytes(value attribute) (int, error) {
	for kind, raw := range value {
		switch kind {
		case "S", "N", "B":
			var text string
			if err := json.Unmarshal(raw, &text); err != nil {
				return 0, err
			}
			return scalarBytes(kind, text)
		case "BOOL", "NULL":
			return 1, nil
		case "L":
			var list []attribute
			err := json.Unmarshal(raw, &list)
			total := containerBytes
			for i := 0; err == nil && i < len(list); i++ {
				var size int
				size, err = attributeBytes(list[i])
				total += elementBytes + size
			}
			return total, err
		case "M":
			var fields map[string]attribute
			if err := json.Unmarshal(raw, &fields); err != nil {
				return 0, err
			}
			size, err := itemBytes(fields)
			return containerBytes + elementBytes*len(fields) + size, err
		}
	}
	return 0, fmt.Errorf("no known type in %v", value)
}

func scalarBytes(kind, text string) (int, error) {
	switch kind {
	case "N":
		return numberBytes(text), nil
	case "B":
		raw, err := base64.StdEncoding.DecodeString(text)
		return len(raw), err
	default:
		return len(text), nil
	}
}

// numberBytes is one byte for two significant digits, and one more; a sign takes one too.
func numberBytes(literal string) int {
	digits := strings.TrimPrefix(literal, "-")
	size := (len(strings.Trim(digits, "0"))+1)/2 + 1
	if digits != literal {
		size++
	}
	return size
}
