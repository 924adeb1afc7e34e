package flowtest

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Cost is what something has sent to the table: requests that read and that write, and what the engine says that they
// consumed, in DynamoDB's capacity units. A BatchGetItem is one request, and consumes the units of each item that it
// reads.
type Cost struct {
	Reads      int
	ReadUnits  float64
	Writes     int
	WriteUnits float64
}

func (c Cost) String() string {
	return fmt.Sprintf("%d reads of %g units, %d writes of %g units", c.Reads, c.ReadUnits, c.Writes, c.WriteUnits)
}

// Plus is the cost of both.
func (c Cost) Plus(other Cost) Cost {
	return Cost{c.Reads + other.Reads, c.ReadUnits + other.ReadUnits, c.Writes + other.Writes, c.WriteUnits + other.WriteUnits}
}

// Costs is what it costs to do something, with whatever else the house does meanwhile.
func (h *House) Costs(do func()) Cost {
	h.t.Helper()
	h.meter.take()
	do()
	return h.meter.take()
}

// meter adds up what requests to the table cost.
type meter struct {
	mu  sync.Mutex
	sum Cost
}

func (m *meter) take() Cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := m.sum
	m.sum = Cost{}
	return sum
}

func (m *meter) add(cost Cost) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum = m.sum.Plus(cost)
}

// read asks the engine what each request consumes, before it is sent, and reads what it says.
func (m *meter) read(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	switch asked := in.Parameters.(type) {
	case *dynamodb.GetItemInput:
		asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.BatchGetItemInput:
		asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.QueryInput:
		asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.PutItemInput:
		asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.UpdateItemInput:
		asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.TransactWriteItemsInput:
		asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	}
	out, metadata, err := next.HandleInitialize(ctx, in)
	switch got := out.Result.(type) {
	case *dynamodb.GetItemOutput:
		m.add(Cost{Reads: 1, ReadUnits: units(got.ConsumedCapacity)})
	case *dynamodb.BatchGetItemOutput:
		m.add(Cost{Reads: 1, ReadUnits: unitsOfAll(got.ConsumedCapacity)})
	case *dynamodb.QueryOutput:
		m.add(Cost{Reads: 1, ReadUnits: units(got.ConsumedCapacity)})
	case *dynamodb.PutItemOutput:
		m.add(Cost{Writes: 1, WriteUnits: units(got.ConsumedCapacity)})
	case *dynamodb.UpdateItemOutput:
		m.add(Cost{Writes: 1, WriteUnits: units(got.ConsumedCapacity)})
	case *dynamodb.TransactWriteItemsOutput:
		m.add(Cost{Writes: 1, WriteUnits: unitsOfAll(got.ConsumedCapacity)})
	}
	return out, metadata, err
}

// metered is a client whose requests are added up.
func metered(client *dynamodb.Client, m *meter) *dynamodb.Client {
	return dynamodb.New(client.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("meter", m.read), middleware.Before)
		})
	})
}

func units(consumed *types.ConsumedCapacity) float64 {
	if consumed == nil {
		return 0
	}
	return aws.ToFloat64(consumed.CapacityUnits)
}

func unitsOfAll(consumed []types.ConsumedCapacity) (sum float64) {
	for i := range consumed {
		sum += units(&consumed[i])
	}
	return sum
}
