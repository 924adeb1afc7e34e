package template

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"go.yaml.in/yaml/v3"
)

// Table is an AWS::DynamoDB::Table.
type Table struct {
	// LogicalID is its name in the template.
	LogicalID string

	input  dynamodb.CreateTableInput
	stream *types.StreamSpecification
	// TTLAttribute is the attribute that holds an item's expiry; empty when items do not expire.
	TTLAttribute string
}

// Name is the table's name in the template.
func (t Table) Name() string { return aws.ToString(t.input.TableName) }

// CreateInput is the request that makes the table, under its own name. Deletion protection, backups
// and encryption are left out: they mean nothing locally.
func (t Table) CreateInput() *dynamodb.CreateTableInput {
	input := t.input
	input.StreamSpecification = t.stream
	return &input
}

// Streamless takes the table's stream, and what it feeds, out of the template.
func (t *Template) Streamless() {
	t.Table.stream, t.Streams = nil, nil
}

// CreateFilled is Create of a new table that holds what fill puts into it before its stream begins, so that nothing
// of it is in the stream. One that exists is left as it is.
func (t Table) CreateFilled(ctx context.Context, client *dynamodb.Client, name string, fill func(context.Context) error) error {
	_, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(name)})
	var missing *types.ResourceNotFoundException
	if !errors.As(err, &missing) {
		return err
	}
	streamless := t
	streamless.stream = nil
	if err := streamless.Create(ctx, client, name); err != nil {
		return err
	}
	if err := fill(ctx); err != nil {
		return fmt.Errorf("fill table %s: %w", name, err)
	}
	if t.stream == nil {
		return nil
	}
	_, err = client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: aws.String(name), StreamSpecification: t.stream})
	if err != nil {
		return fmt.Errorf("begin the stream of table %s: %w", name, err)
	}
	return nil
}

// createWait bounds how long a new table takes to become active.
const createWait = 30 * time.Second

// Create makes the table under the given name, and waits until it is there. A table of that name that
// exists is left as it is.
func (t Table) Create(ctx context.Context, client *dynamodb.Client, name string) error {
	input := t.CreateInput()
	input.TableName = aws.String(name)
	_, err := client.CreateTable(ctx, input)
	var exists *types.ResourceInUseException
	if errors.As(err, &exists) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create table %s: %w", name, err)
	}
	described := &dynamodb.DescribeTableInput{TableName: input.TableName}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, time.Second // local tables take milliseconds
	})
	if err := waiter.Wait(ctx, described, createWait); err != nil {
		return fmt.Errorf("wait for table %s: %w", name, err)
	}
	if t.TTLAttribute == "" {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: input.TableName,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(t.TTLAttribute),
			Enabled:       aws.Bool(true),
		},
	})
	if err != nil {
		return fmt.Errorf("set the time to live of table %s: %w", name, err)
	}
	return nil
}

// tableProperties are the properties that matter locally. The SDK's types have the template's names.
type tableProperties struct {
	TableName               *string
	BillingMode             types.BillingMode
	AttributeDefinitions    []types.AttributeDefinition
	KeySchema               []types.KeySchemaElement
	GlobalSecondaryIndexes  []types.GlobalSecondaryIndex
	LocalSecondaryIndexes   []types.LocalSecondaryIndex
	StreamSpecification     *types.StreamSpecification
	TimeToLiveSpecification struct {
		AttributeName string
		Enabled       bool
	}
}

// addTable takes in a table. The first one has the money.
func (t *Template) addTable(r *resolver, one resource) error {
	read := Table{LogicalID: one.ID}
	if err := r.decodeTable(&one.Properties, &read); err != nil {
		return err
	}
	switch {
	case t.Table.LogicalID == "":
		t.Table = read
	case t.Hooks.LogicalID == "":
		t.Hooks = read
	default:
		return errors.New("a third table")
	}
	return nil
}

func (r *resolver) decodeTable(properties *yaml.Node, t *Table) error {
	resolved, err := r.resolve(properties)
	if err != nil {
		return err
	}
	var p tableProperties
	if err := convert(resolved, &p); err != nil {
		return err
	}
	if p.StreamSpecification != nil {
		// A template has a stream by naming its view; the API wants it said.
		p.StreamSpecification.StreamEnabled = aws.Bool(true)
	}
	if p.TimeToLiveSpecification.Enabled {
		t.TTLAttribute = p.TimeToLiveSpecification.AttributeName
	}
	t.input = dynamodb.CreateTableInput{
		TableName:              p.TableName,
		BillingMode:            p.BillingMode,
		AttributeDefinitions:   p.AttributeDefinitions,
		KeySchema:              p.KeySchema,
		GlobalSecondaryIndexes: p.GlobalSecondaryIndexes,
		LocalSecondaryIndexes:  p.LocalSecondaryIndexes,
	}
	t.stream = p.StreamSpecification
	return nil
}
