package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	writeUnitBytes = 1 << 10 // of an item, or of what an index has of it
	readUnitBytes  = 4 << 10
)

// heat attributes the capacity that requests consume to the partition keys that they touch. It keeps a shadow of the
// table, as what an index writes depends on what was there before.
type heat struct {
	rows    map[string]map[string]attribute
	indexes []heatIndex
	written map[partitionKey]float64
	read    map[partitionKey]float64
}

// partitionKey is a partition key of the table, or of an index.
type partitionKey struct{ index, value string }

// heatIndex is an index: what it is keyed by, and what it has of an item beside the keys.
type heatIndex struct {
	name, hash, sort string
	local, whole     bool
	others           []string
}

func newHeat(input *dynamodb.CreateTableInput) *heat {
	h := &heat{rows: map[string]map[string]attribute{}, written: map[partitionKey]float64{}, read: map[partitionKey]float64{}}
	add := func(name *string, keys []types.KeySchemaElement, projection *types.Projection, local bool) {
		h.indexes = append(h.indexes, heatIndex{
			name: aws.ToString(name), hash: aws.ToString(keys[0].AttributeName), sort: aws.ToString(keys[1].AttributeName), local: local,
			whole: projection.ProjectionType == types.ProjectionTypeAll, others: projection.NonKeyAttributes,
		})
	}
	for _, index := range input.GlobalSecondaryIndexes {
		add(index.IndexName, index.KeySchema, index.Projection, false)
	}
	for _, index := range input.LocalSecondaryIndexes {
		add(index.IndexName, index.KeySchema, index.Projection, true)
	}
	return h
}

// action is one write of a request.
type action struct {
	written

	check bool
}

// actionsOf lists the writes of a request; each costs twice as much in a transaction.
func actionsOf(body []byte) (actions []action, factor float64, err error) {
	var request struct {
		written
		TransactItems []struct{ Put, Update, ConditionCheck *written }
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, 0, err
	}
	if len(request.TransactItems) == 0 {
		return []action{{written: request.written}}, 1, nil
	}
	for _, one := range request.TransactItems {
		switch {
		case one.Put != nil:
			actions = append(actions, action{written: *one.Put})
		case one.Update != nil:
			actions = append(actions, action{written: *one.Update})
		default:
			actions = append(actions, action{*one.ConditionCheck, true})
		}
	}
	return actions, 2, nil
}

// write attributes a write. What it computes must be what the engine says, or the shadow is wrong.
func (h *heat) write(o operation) error {
	actions, factor, err := actionsOf(o.body)
	if err != nil {
		return err
	}
	all := 0.0
	for _, one := range actions {
		units, err := h.apply(one, factor)
		if err != nil {
			return err
		}
		if units == 0 { // an update of a kind that is not understood: a counter's
			units = o.units
			h.written[partitionKey{"", textOf(one.Key["PK"])}] += units
		}
		all += units
	}
	if all != o.units {
		return fmt.Errorf("%s: %g units by DynamoDB's rules, %g by the engine: %s", o.name, all, o.units, o.body)
	}
	return nil
}

// apply is 0 for an update that it does not understand.
func (h *heat) apply(one action, factor float64) (units float64, err error) {
	keys := one.Key
	if one.Item != nil {
		keys = one.Item
	}
	id := textOf(keys["PK"]) + "\x00" + textOf(keys["SK"])
	before := h.rows[id]
	after, understood := one.after(before)
	if !understood {
		return 0, nil
	}
	larger, err := sizes(before, after)
	if err != nil {
		return 0, err
	}
	base := factor * unitsFor(larger, writeUnitBytes)
	h.written[partitionKey{"", textOf(keys["PK"])}] += base
	units = base
	for _, index := range h.indexes {
		more, err := h.applyIndex(index, before, after)
		if err != nil {
			return 0, err
		}
		units += more
	}
	h.rows[id] = after
	return units, nil
}

// after is what an item is after a write.
func (a action) after(before map[string]attribute) (after map[string]attribute, understood bool) {
	switch {
	case a.check:
		return before, true
	case a.UpdateExpression == "":
		return a.Item, true
	case !strings.HasPrefix(a.UpdateExpression, "SET "):
		return nil, false
	}
	after = maps.Clone(before)
	if after == nil {
		after = maps.Clone(a.Key)
	}
	name := func(alias string) string {
		if full, ok := a.ExpressionAttributeNames[alias]; ok {
			return full
		}
		return alias
	}
	set, removed, _ := strings.Cut(strings.TrimPrefix(a.UpdateExpression, "SET "), " REMOVE ")
	for assignment := range strings.SplitSeq(set, ",") {
		alias, value, _ := strings.Cut(assignment, "=")
		stored, ok := a.ExpressionAttributeValues[strings.TrimSpace(value)]
		if !ok {
			return nil, false
		}
		after[name(strings.TrimSpace(alias))] = stored
	}
	if removed != "" {
		for alias := range strings.SplitSeq(removed, ",") {
			delete(after, name(strings.TrimSpace(alias)))
		}
	}
	return after, true
}

// applyIndex attributes what an index writes: nothing, a changed entry, or one that goes and one that comes.
func (h *heat) applyIndex(index heatIndex, before, after map[string]attribute) (units float64, err error) {
	was, is := index.entryOf(before), index.entryOf(after)
	if same(was, is) {
		return 0, nil
	}
	put := func(entry map[string]attribute, bytes int) {
		at := partitionKey{index.name, textOf(entry[index.hash])}
		if index.local {
			at.index = "" // a local index shares the partition of its items
		}
		one := unitsFor(bytes, writeUnitBytes)
		h.written[at] += one
		units += one
	}
	if was != nil && is != nil && same(index.keyOf(was), index.keyOf(is)) {
		larger, err := sizes(was, is)
		if err == nil {
			put(is, larger)
		}
		return units, err
	}
	for _, entry := range []map[string]attribute{was, is} {
		if entry == nil {
			continue
		}
		bytes, err := itemBytes(entry)
		if err != nil {
			return 0, err
		}
		put(entry, bytes)
	}
	return units, nil
}

// entryOf is what the index has of an item, or nothing.
func (x heatIndex) entryOf(row map[string]attribute) map[string]attribute {
	if row[x.hash] == nil || row[x.sort] == nil {
		return nil
	}
	if x.whole {
		return row
	}
	entry := x.keyOf(row)
	for _, name := range x.others {
		if row[name] != nil {
			entry[name] = row[name]
		}
	}
	return entry
}

func (x heatIndex) keyOf(row map[string]attribute) map[string]attribute {
	key := map[string]attribute{}
	for _, name := range []string{"PK", "SK", x.hash, x.sort} {
		key[name] = row[name]
	}
	return key
}

func same(a, b map[string]attribute) bool {
	return maps.EqualFunc(a, b, func(a, b attribute) bool {
		return maps.EqualFunc(a, b, func(a, b json.RawMessage) bool { return string(a) == string(b) })
	})
}

// sizes is the larger of two sizes; what is not there has none.
func sizes(before, after map[string]attribute) (int, error) {
	was, err := itemBytes(before)
	if err != nil {
		return 0, err
	}
	is, err := itemBytes(after)
	return max(was, is), err
}

func unitsFor(bytes, unit int) float64 { return float64(max((bytes+unit-1)/unit, 1)) }

func textOf(value attribute) (text string) {
	_ = json.Unmarshal(value["S"], &text) // no key is anything but a text, and what is not there is ""
	return text
}

var hashCondition = regexp.MustCompile(`^\s*\w+\s*=\s*(:\w+)`)

// reads attributes a read: to the key that it names, or evenly to those that it names.
func (h *heat) reads(o operation) error {
	keys, err := h.keysOf(o)
	for _, key := range keys {
		h.read[key] += o.units / float64(len(keys))
	}
	return err
}

// keysOf lists the partition keys that a read, or the write of one item, names.
func (h *heat) keysOf(o operation) (keys []partitionKey, err error) {
	var request struct {
		Key                       map[string]attribute
		IndexName                 string
		KeyConditionExpression    string
		ExpressionAttributeValues map[string]attribute
		RequestItems              map[string]struct{ Keys []map[string]attribute }
	}
	if err := json.Unmarshal(o.body, &request); err != nil {
		return nil, err
	}
	switch found := hashCondition.FindStringSubmatch(request.KeyConditionExpression); {
	case found != nil:
		keys = append(keys, h.place(request.IndexName, textOf(request.ExpressionAttributeValues[found[1]])))
	case request.Key != nil:
		keys = append(keys, partitionKey{"", textOf(request.Key["PK"])})
	}
	for _, table := range request.RequestItems {
		for _, key := range table.Keys {
			keys = append(keys, partitionKey{"", textOf(key["PK"])})
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s names no key: %s", o.name, o.body)
	}
	return keys, nil
}

// storedBytes is what all items take, with their entries in the indexes, each of which AWS counts 100 bytes larger.
func (h *heat) storedBytes() (total float64, err error) {
	const overhead = 100
	for _, row := range h.rows {
		entries := []map[string]attribute{row}
		for _, index := range h.indexes {
			if entry := index.entryOf(row); entry != nil {
				entries = append(entries, entry)
			}
		}
		for _, entry := range entries {
			bytes, err := itemBytes(entry)
			if err != nil {
				return 0, err
			}
			total += float64(bytes + overhead)
		}
	}
	return total, nil
}

func (h *heat) place(index, value string) partitionKey {
	local := slices.ContainsFunc(h.indexes, func(x heatIndex) bool { return x.local && x.name == index })
	if local {
		index = ""
	}
	return partitionKey{index, value}
}
