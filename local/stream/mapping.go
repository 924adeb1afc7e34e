package stream

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// Mapping says how the records of a stream are delivered.
type Mapping struct {
	Name      string        // for the log
	BatchSize int           // most records of one event
	Linger    time.Duration // how long a batch waits to be full
	Window    time.Duration // of a tumbling window; needed, as only it names the shard in the events
	Bisect    bool          // a batch that fails is delivered in two halves
	SortKeys  []string      // the SKs of the items whose records are delivered, a beginning of some with * behind; none: all
}

// Invoke runs the function with an event, and gives its answer.
type Invoke func(ctx context.Context, event []byte) ([]byte, error)

// Deliverer delivers one stream to one function.
type Deliverer struct {
	client  *dynamodbstreams.Client
	stream  string
	mapping Mapping
	invoke  Invoke
	log     io.Writer

	mu     sync.Mutex
	shards map[string]*shard
}

const (
	pollPause   = 25 * time.Millisecond
	firstRetry  = 50 * time.Millisecond
	longestWait = 2 * time.Second
	pageOfRecs  = 1000
)

// New makes the deliverer of a stream, by its ARN.
func New(client *dynamodbstreams.Client, stream string, mapping Mapping, invoke Invoke, log io.Writer) *Deliverer {
	return &Deliverer{client: client, stream: stream, mapping: mapping, invoke: invoke, log: log, shards: map[string]*shard{}}
}

// Run delivers from the stream's beginning until ctx ends. A shard is begun when its parent is done.
func (d *Deliverer) Run(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()
	for ctx.Err() == nil {
		begun, err := d.discover(ctx)
		if err != nil {
			d.complain(ctx, err)
		}
		for _, one := range begun {
			work.Go(func() { one.run(ctx) })
		}
		pause(ctx, 20*pollPause)
	}
}

// discover lists the shards that may be begun now.
func (d *Deliverer) discover(ctx context.Context) (begun []*shard, err error) {
	var last *string
	for {
		out, err := d.client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: aws.String(d.stream), ExclusiveStartShardId: last})
		if err != nil {
			return begun, fmt.Errorf("describe the stream: %w", err)
		}
		for _, described := range out.StreamDescription.Shards {
			if one := d.begin(described); one != nil {
				begun = append(begun, one)
			}
		}
		if last = out.StreamDescription.LastEvaluatedShardId; last == nil {
			return begun, nil
		}
	}
}

func (d *Deliverer) begin(described types.Shard) *shard {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, parent := aws.ToString(described.ShardId), aws.ToString(described.ParentShardId)
	if d.shards[id] != nil || (d.shards[parent] != nil && !d.shards[parent].isDone()) {
		return nil
	}
	d.shards[id] = &shard{deliverer: d, id: id}
	return d.shards[id]
}

// Drain waits until the function has taken everything that is in the stream now.
func (d *Deliverer) Drain(ctx context.Context) error {
	since := time.Now()
	for ctx.Err() == nil {
		if d.emptySince(since) {
			return nil
		}
		pause(ctx, pollPause/5)
	}
	return fmt.Errorf("the stream was not drained: %w", ctx.Err())
}

// emptySince says that every shard was found empty by a read that began after a moment.
func (d *Deliverer) emptySince(since time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.shards {
		if !one.isDone() && !one.emptyAt().After(since) {
			return false
		}
	}
	return len(d.shards) > 0
}

// Passed gives, for each shard, the number of the last record of which, and of all before it, this deliverer has no more
// use: the function has taken them, or was not to have them, and carries nothing of them on within a window.
func (d *Deliverer) Passed() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	passed := map[string]string{}
	for id, one := range d.shards {
		if number := one.passedNumber(); number != "" {
			passed[id] = number
		}
	}
	return passed
}

// PassedByAll gives, for each shard that all of some deliverers of one stream have begun, up to where they all passed it.
func PassedByAll(deliverers []*Deliverer) map[string]string {
	var all map[string]string
	for i, d := range deliverers {
		passed := d.Passed()
		if i == 0 {
			all = passed
		}
		for shard, number := range all {
			other, begun := passed[shard]
			switch {
			case !begun:
				delete(all, shard)
			case before(other, number):
				all[shard] = other
			}
		}
	}
	return all
}

// before compares sequence numbers, which are decimal and of any length.
func before(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return len(a) < len(b) || (len(a) == len(b) && a < b)
}

func (d *Deliverer) complain(ctx context.Context, err error) {
	if ctx.Err() == nil {
		_, _ = fmt.Fprintf(d.log, "stream %s: %v\n", d.mapping.Name, err)
	}
}

func pause(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
