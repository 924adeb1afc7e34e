package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/local/stream"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	projectorFunction = "project-counters"
	projectedCrowd    = 30_000 // withdrawals
	lagTimes          = 15
)

// projected is what the projector does.
type projected struct {
	steps int
	took  time.Duration // for all of them
	lag   time.Duration // median, from the answer to a create until the statistics have it
}

// measureProjector gives the deployed function a crowd's history, as batches of one stream shard, one after the other.
func (b *bench) measureProjector(ctx context.Context) (p projected, err error) {
	running, err := b.startEngine(ctx)
	if err != nil {
		return p, err
	}
	defer running.Close()
	s, err := b.startStack(ctx, running.Endpoint(), false)
	if err != nil {
		return p, err
	}
	defer s.Close() //nolint:contextcheck // stopping has its own time
	until := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	plan := seed.Plan{Seed: 2, Withdrawals: projectedCrowd, Users: 1000, From: until.AddDate(0, 0, -crowdDays), Until: until}
	events, steps, err := history(plan)
	if err != nil {
		return p, err
	}
	p.steps = steps
	for i, event := range events {
		began := time.Now()
		if _, err := s.Invoke(ctx, projectorFunction, event); err != nil {
			return p, fmt.Errorf("batch %d: %w", i, err)
		}
		p.took += time.Since(began)
	}
	p.lag, err = b.measureLag(ctx)
	return p, err
}

// history is a crowd's as events of the stream, with whole items as a table's stream has them.
func history(plan seed.Plan) (events [][]byte, steps int, err error) {
	withdrawals := map[funds.ID]funds.Withdrawal{}
	for withdrawal := range plan.All() {
		withdrawals[withdrawal.ID] = withdrawal
	}
	batch := stream.Event{Stream: "arn:bench", Shard: "shardId-bench", State: map[string]string{}, Begin: plan.Until, End: plan.Until.Add(time.Minute)}
	flush := func() {
		if err == nil && len(batch.Records) > 0 {
			var encoded []byte
			encoded, err = batch.Encode()
			events, batch.Records = append(events, encoded), nil
		}
	}
	for step := range plan.Steps() {
		steps++
		record, failed := recordOf(withdrawals[step.ID], step)
		if failed != nil {
			return nil, 0, failed
		}
		if batch.Records = append(batch.Records, record); len(batch.Records) == seed.Batch {
			flush()
		}
	}
	flush()
	return events, steps, err
}

func recordOf(withdrawal funds.Withdrawal, step count.Record) (streams.Record, error) {
	image := func(placed *count.Withdrawal) (map[string]streams.AttributeValue, error) {
		if placed == nil {
			return nil, nil //nolint:nilnil // there was none
		}
		withdrawal.State = placed.State
		raw, err := table.RawWithdrawal(withdrawal, 1)
		return streamed(raw), err
	}
	before, err := image(step.Old)
	if err != nil {
		return streams.Record{}, err
	}
	after, err := image(step.New)
	return streams.Record{
		EventID: aws.String(step.Sequence), EventName: streams.OperationTypeModify, AwsRegion: aws.String("us-east-1"),
		Dynamodb: &streams.StreamRecord{
			SequenceNumber: aws.String(step.Sequence), OldImage: before, NewImage: after, StreamViewType: streams.StreamViewTypeNewAndOldImages,
		},
	}, err
}

// streamed is an item as a stream's client has it.
func streamed(item map[string]types.AttributeValue) map[string]streams.AttributeValue {
	all := make(map[string]streams.AttributeValue, len(item))
	for name, value := range item {
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			all[name] = &streams.AttributeValueMemberS{Value: v.Value}
		case *types.AttributeValueMemberN:
			all[name] = &streams.AttributeValueMemberN{Value: v.Value}
		case *types.AttributeValueMemberBOOL:
			all[name] = &streams.AttributeValueMemberBOOL{Value: v.Value}
		case *types.AttributeValueMemberM:
			all[name] = &streams.AttributeValueMemberM{Value: streamed(v.Value)}
		default: // lists: a seed has none that hold anything
		}
	}
	return all
}

// measureLag creates withdrawals on a stack with its stream, one after the other, and waits until each is counted.
func (b *bench) measureLag(ctx context.Context) (time.Duration, error) {
	running, err := b.startEngine(ctx)
	if err != nil {
		return 0, err
	}
	defer running.Close()
	s, err := b.startStack(ctx, running.Endpoint(), true)
	if err != nil {
		return 0, err
	}
	defer s.Close() //nolint:contextcheck // stopping has its own time
	client := newHTTPClient()
	user, err := newUser(s.URL(), client)
	if err != nil {
		return 0, err
	}
	admin, err := newAdmin(s.URL(), client)
	if err != nil {
		return 0, err
	}
	if err := admin.credit(ctx, user, 10_000); err != nil {
		return 0, err
	}
	var lags []time.Duration
	for n := 1; n <= lagTimes; n++ {
		if _, err := user.withdraw(ctx, "bank", 10); err != nil {
			return 0, err
		}
		began := time.Now()
		for counted := 0; counted < n; {
			var stats struct{ Data struct{ PendingCount int } }
			if err := admin.call(ctx, http.MethodGet, scaleList+"/stats", nil, &stats); err != nil {
				return 0, err
			}
			if counted = stats.Data.PendingCount; time.Since(began) > settleBound {
				return 0, fmt.Errorf("withdrawal %d is not counted within %s", n, settleBound)
			}
		}
		lags = append(lags, time.Since(began))
	}
	return median(lags), nil
}
