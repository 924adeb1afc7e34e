package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// attribute is a value in DynamoDB's JSON: one of its types, and what that holds.
type attribute map[string]json.RawMessage

// storedItems lists the items that a PutItem or TransactWriteItems request puts.
func storedItems(body []byte) ([]stored, error) {
	type put struct{ Item map[string]attribute }
	var request struct {
		put
		TransactItems []struct{ Put *put }
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, err
	}
	puts := []*put{&request.put}
	for _, action := range request.TransactItems {
		puts = append(puts, action.Put)
	}
	var items []stored
	for _, one := range puts {
		if one == nil || one.Item == nil {
			continue
		}
		size, err := itemBytes(one.Item)
		if err != nil {
			return nil, err
		}
		var sortKey string
		if err := json.Unmarshal(one.Item["SK"]["S"], &sortKey); err != nil {
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
