package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// call makes one request about the names of an event.
type call func(ctx context.Context, about *strings.Replacer) error

type item = map[string]types.AttributeValue

// prepare decodes a request once. What is done for each event is to put its names in.
func prepare(client *dynamodb.Client, name string, raw map[string]any) (call, error) {
	delete(raw, "ClientRequestToken") // the SDK makes a new one
	switch name {
	case "GetItem":
		input, err := decode[dynamodb.GetItemInput](raw)
		return func(ctx context.Context, about *strings.Replacer) error {
			this := input
			this.Key = fill(about, input.Key)
			_, err := client.GetItem(ctx, &this)
			return err
		}, err
	case "BatchGetItem":
		input, err := decode[dynamodb.BatchGetItemInput](raw)
		return func(ctx context.Context, about *strings.Replacer) error {
			this := dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{}}
			for table, keys := range input.RequestItems {
				keys.Keys = fillAll(about, keys.Keys)
				this.RequestItems[table] = keys
			}
			_, err := client.BatchGetItem(ctx, &this)
			return err
		}, err
	case "TransactGetItems":
		input, err := decode[dynamodb.TransactGetItemsInput](raw)
		return func(ctx context.Context, about *strings.Replacer) error {
			this := dynamodb.TransactGetItemsInput{}
			for _, one := range input.TransactItems {
				get := *one.Get
				get.Key = fill(about, get.Key)
				this.TransactItems = append(this.TransactItems, types.TransactGetItem{Get: &get})
			}
			_, err := client.TransactGetItems(ctx, &this)
			return err
		}, err
	case "Query":
		input, err := decode[dynamodb.QueryInput](raw)
		return func(ctx context.Context, about *strings.Replacer) error {
			this := input
			this.ExpressionAttributeValues = fill(about, input.ExpressionAttributeValues)
			_, err := client.Query(ctx, &this)
			return err
		}, err
	case "TransactWriteItems":
		input, err := decode[dynamodb.TransactWriteItemsInput](raw)
		return func(ctx context.Context, about *strings.Replacer) error {
			this := dynamodb.TransactWriteItemsInput{}
			for _, one := range input.TransactItems {
				this.TransactItems = append(this.TransactItems, fillWrite(about, one))
			}
			_, err := client.TransactWriteItems(ctx, &this)
			return err
		}, err
	}
	return nil, errors.New("no such call is known")
}

func fillWrite(about *strings.Replacer, write types.TransactWriteItem) types.TransactWriteItem {
	switch {
	case write.Put != nil:
		put := *write.Put
		put.Item, put.ExpressionAttributeValues = fill(about, put.Item), fill(about, put.ExpressionAttributeValues)
		return types.TransactWriteItem{Put: &put}
	case write.Update != nil:
		update := *write.Update
		update.Key, update.ExpressionAttributeValues = fill(about, update.Key), fill(about, update.ExpressionAttributeValues)
		return types.TransactWriteItem{Update: &update}
	case write.ConditionCheck != nil:
		check := *write.ConditionCheck
		check.Key, check.ExpressionAttributeValues = fill(about, check.Key), fill(about, check.ExpressionAttributeValues)
		return types.TransactWriteItem{ConditionCheck: &check}
	}
	return write
}

func fillAll(about *strings.Replacer, all []item) []item {
	filled := make([]item, 0, len(all))
	for _, one := range all {
		filled = append(filled, fill(about, one))
	}
	return filled
}

// fill puts names into the values that have some.
func fill(about *strings.Replacer, values item) item {
	if values == nil {
		return nil
	}
	filled := make(item, len(values))
	for name, value := range values {
		if text, ok := value.(*types.AttributeValueMemberS); ok && strings.Contains(text.Value, "{") {
			value = &types.AttributeValueMemberS{Value: about.Replace(text.Value)}
		}
		filled[name] = value
	}
	return filled
}

func decode[T any](raw map[string]any) (T, error) {
	var input T
	err := set(reflect.ValueOf(&input).Elem(), raw)
	return input, err
}

var attributeValue = reflect.TypeFor[types.AttributeValue]()

// set puts JSON into one of the SDK's types, which have the JSON's names.
func set(into reflect.Value, raw any) error {
	if into.Type() == attributeValue {
		value, err := attribute(raw)
		if err == nil {
			into.Set(reflect.ValueOf(value))
		}
		return err
	}
	switch raw := raw.(type) {
	case map[string]any:
		return setObject(into, raw)
	case []any:
		list := reflect.MakeSlice(into.Type(), len(raw), len(raw))
		for i, element := range raw {
			if err := set(list.Index(i), element); err != nil {
				return err
			}
		}
		into.Set(list)
		return nil
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	into.Set(reflect.ValueOf(raw).Convert(into.Type()))
	return nil
}

func setObject(into reflect.Value, raw map[string]any) error {
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return setObject(into.Elem(), raw)
	case reflect.Map:
		into.Set(reflect.MakeMap(into.Type()))
		for name, element := range raw {
			value := reflect.New(into.Type().Elem()).Elem()
			if err := set(value, element); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			into.SetMapIndex(reflect.ValueOf(name), value)
		}
		return nil
	case reflect.Struct:
		for name, element := range raw {
			field := into.FieldByName(name)
			if !field.IsValid() {
				return fmt.Errorf("the SDK has no %s", name)
			}
			if err := set(field, element); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	}
	return fmt.Errorf("an object for a %s", into.Type())
}

// attribute reads a value in DynamoDB's JSON.
func attribute(raw any) (types.AttributeValue, error) {
	object, _ := raw.(map[string]any)
	for kind, value := range object {
		switch value := value.(type) {
		case string:
			if kind == "N" {
				return &types.AttributeValueMemberN{Value: value}, nil
			}
			if kind == "S" {
				return &types.AttributeValueMemberS{Value: value}, nil
			}
		case bool:
			return &types.AttributeValueMemberBOOL{Value: value}, nil
		case []any:
			var list types.AttributeValueMemberL
			return &list, set(reflect.ValueOf(&list.Value).Elem(), value)
		case map[string]any:
			var fields types.AttributeValueMemberM
			return &fields, set(reflect.ValueOf(&fields.Value).Elem(), value)
		}
	}
	return nil, fmt.Errorf("no value that is known: %v", raw)
}
