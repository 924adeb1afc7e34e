package stack

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/local/schedule"
	"github.com/outflow-pay/outflow/local/stream"
)

// runSchedules starts the template's enabled schedules, which end with Close.
func (s *Stack) runSchedules(ctx context.Context) {
	if s.options.Schedule == 0 {
		return
	}
	for _, rule := range s.template.Schedules {
		if !rule.Enabled {
			continue
		}
		invoke := func(ctx context.Context, event []byte) error {
			_, err := s.Invoke(ctx, rule.Function, event)
			return err
		}
		s.work.Go(func() { schedule.Run(ctx, rule.ID, rule.Input, s.options.Schedule, invoke, s.options.Output) })
	}
}

// runStreams starts to deliver the table's stream, from its beginning, which ends with Close.
func (s *Stack) runStreams(ctx context.Context) error {
	if len(s.template.Streams) == 0 {
		return nil
	}
	out, err := s.engine.Client().DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(s.options.Table)})
	if err != nil {
		return fmt.Errorf("find the table's stream: %w", err)
	}
	for _, source := range s.template.Streams {
		if !source.Enabled {
			continue
		}
		linger := source.Linger
		if s.options.Hurry {
			linger = 0
		}
		deliverer := stream.New(s.Streams(), aws.ToString(out.Table.LatestStreamArn), stream.Mapping{
			Name: source.ID, BatchSize: source.BatchSize, Linger: linger, Window: source.Window, Bisect: source.Bisect, SortKeys: source.SortKeys,
		}, func(ctx context.Context, event []byte) ([]byte, error) { return s.Invoke(ctx, source.Function, event) }, s.options.Output)
		s.streams = append(s.streams, deliverer)
		s.work.Go(func() { deliverer.Run(ctx) })
	}
	if len(s.streams) == len(s.template.Streams) { // one that is off for now still needs them
		s.work.Go(func() { s.dropTaken(ctx) })
	}
	return nil
}

// dropInterval lets records go in portions that are neither many nor large.
const dropInterval = time.Second

// dropTaken drops the records of the stream that every function has taken, until ctx ends.
func (s *Stack) dropTaken(ctx context.Context) {
	ticker := time.NewTicker(dropInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for shard, upTo := range stream.PassedByAll(s.streams) {
			if err := s.engine.DropRecords(ctx, s.options.Table, shard, upTo); err != nil && ctx.Err() == nil {
				_, _ = fmt.Fprintf(s.options.Output, "stream: %v\n", err)
			}
		}
	}
}

// Drain waits until everything that is in the table's stream now has been taken by the functions that it feeds.
func (s *Stack) Drain(ctx context.Context) error {
	for _, deliverer := range s.streams {
		if err := deliverer.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}
