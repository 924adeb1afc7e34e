package seed

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Meter adds up what the requests of a client consume, as the engine says. A request that is refused consumes too, and
// says nothing: it is counted by itself.
type Meter struct {
	mu              sync.Mutex
	writes, reads   float64
	refused, landed int
}

// Metered is a client that a meter listens to.
func Metered(client *dynamodb.Client) (*dynamodb.Client, *Meter) {
	meter := &Meter{}
	return dynamodb.New(client.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("meter", meter.listen), middleware.Before)
		})
	}), meter
}

func (m *Meter) listen(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
	switch request := in.Parameters.(type) {
	case *dynamodb.UpdateItemInput:
		request.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.GetItemInput:
		request.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	}
	out, metadata, err = next.HandleInitialize(ctx, in)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch answer := out.Result.(type) {
	case *dynamodb.UpdateItemOutput:
		m.writes += units(answer.ConsumedCapacity)
		m.landed++
	case *dynamodb.GetItemOutput:
		m.reads += units(answer.ConsumedCapacity)
	}
	if _, isWrite := in.Parameters.(*dynamodb.UpdateItemInput); isWrite && err != nil {
		m.refused++
	}
	return out, metadata, err
}

func units(consumed *types.ConsumedCapacity) float64 {
	if consumed == nil {
		return 0
	}
	return aws.ToFloat64(consumed.CapacityUnits)
}

// Take gives what was consumed since the last time. What refused writes consumed is estimated by the mean of the others.
func (m *Meter) Take() (writeUnits, readUnits float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	writeUnits, readUnits = m.writes, m.reads
	if m.landed > 0 {
		writeUnits += m.writes / float64(m.landed) * float64(m.refused)
	}
	m.writes, m.reads, m.refused, m.landed = 0, 0, 0, 0
	return writeUnits, readUnits
}
