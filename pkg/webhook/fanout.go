package webhook

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/parallel"
)

// FanOut makes a delivery of each step to each endpoint that wants to hear of it.
type FanOut struct {
	Store interface {
		Endpoints
		Make(ctx context.Context, delivery Delivery) error
	}
	Words Words
	Now   func() time.Time
}

// fanOutParallel is how many deliveries are written at once.
const fanOutParallel = 32

// Tell may be called again with any of the steps: each is told each endpoint once.
func (f FanOut) Tell(ctx context.Context, steps []Step) error {
	if len(steps) == 0 {
		return nil
	}
	endpoints, err := f.Store.Endpoints(ctx)
	if err != nil {
		return err
	}
	now := f.Now()
	var made []Delivery
	for _, step := range steps {
		event := EventOf(step, f.Words)
		for _, endpoint := range endpoints {
			if endpoint.Hears(event) {
				made = append(made, DeliveryOf(endpoint, event, now))
			}
		}
	}
	return parallel.Do(len(made), fanOutParallel, func(i int) error { return f.Store.Make(ctx, made[i]) })
}
