package stream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// shard is one shard's delivery.
type shard struct {
	deliverer *Deliverer
	id        string

	window time.Time         // the begin of the one that is open; zero: none
	state  map[string]string // that the function handed on within it

	mu     sync.Mutex
	empty  time.Time // when a read began that found nothing more
	passed string    // the number up to which nothing has to be delivered again; empty: none
	done   bool
}

func (s *shard) isDone() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

func (s *shard) emptyAt() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.empty
}

// run reads the shard to its end, or until ctx ends.
func (s *shard) run(ctx context.Context) {
	d := s.deliverer
	at, err := s.iterator(ctx, "")
	if err != nil {
		d.complain(ctx, fmt.Errorf("begin shard %s: %w", s.id, err))
		d.forget(s)
		return
	}
	var batch []types.Record
	var waiting time.Time // since when the batch has its first record
	var last string       // the number of the last record that was read
	for ctx.Err() == nil && at != nil {
		began := time.Now()
		out, err := d.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: at, Limit: aws.Int32(pageOfRecs)})
		if err != nil {
			d.complain(ctx, fmt.Errorf("read shard %s: %w", s.id, err))
			pause(ctx, firstRetry)
			at = s.replaced(ctx, at, last)
			continue
		}
		at = out.NextShardIterator
		for _, record := range out.Records {
			last = aws.ToString(record.Dynamodb.SequenceNumber)
			if d.mapping.wants(record) {
				batch = append(batch, record)
			}
		}
		if len(batch) > 0 && waiting.IsZero() {
			waiting = began
		}
		if len(batch) >= d.mapping.BatchSize || (len(batch) > 0 && (at == nil || time.Since(waiting) >= d.mapping.Linger)) {
			s.deliverAll(ctx, batch)
			batch, waiting = nil, time.Time{}
		}
		s.closeWindow(ctx, time.Now())
		if len(batch) == 0 && len(s.state) == 0 && ctx.Err() == nil {
			s.pass(last)
		}
		if len(out.Records) == 0 && len(batch) == 0 {
			s.found(began)
			pause(ctx, pollPause)
		}
	}
	s.mu.Lock()
	s.done = at == nil
	s.mu.Unlock()
}

// replaced is another iterator for one that was refused, or that one while none is to be had.
func (s *shard) replaced(ctx context.Context, refused *string, last string) *string {
	if next, err := s.iterator(ctx, last); err == nil {
		return next
	}
	return refused
}

// iterator begins behind the record with a number, or at the shard's oldest one where that record is trimmed or none was
// read. One that was refused is never good again: DynamoDB Local, when it is slow, calls that of a shard without records
// trimmed for good as soon as the shard has some, and AWS ends each after minutes.
func (s *shard) iterator(ctx context.Context, last string) (*string, error) {
	in := &dynamodbstreams.GetShardIteratorInput{
		StreamArn: aws.String(s.deliverer.stream), ShardId: aws.String(s.id), ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	}
	if last != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, aws.String(last)
	}
	out, err := s.deliverer.client.GetShardIterator(ctx, in)
	var trimmed *types.TrimmedDataAccessException
	if last != "" && errors.As(err, &trimmed) {
		return s.iterator(ctx, "")
	}
	if err != nil {
		return nil, fmt.Errorf("find the place to read from: %w", err)
	}
	return out.ShardIterator, nil
}

func (s *shard) found(began time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.empty = began
}

func (s *shard) pass(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.passed = number
}

func (s *shard) passedNumber() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.passed
}

func (d *Deliverer) forget(s *shard) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.shards, s.id)
}

// deliverAll delivers records in batches that end with their window.
func (s *shard) deliverAll(ctx context.Context, records []types.Record) {
	for len(records) > 0 && ctx.Err() == nil {
		window := s.windowOf(records[0])
		n := 1
		for n < len(records) && n < s.deliverer.mapping.BatchSize && s.windowOf(records[n]).Equal(window) {
			n++
		}
		if window.After(s.window) {
			s.closeWindow(ctx, window)
			s.window, s.state = window, map[string]string{}
		}
		s.deliver(ctx, records[:n])
		records = records[n:]
	}
}

func (s *shard) windowOf(record types.Record) time.Time {
	at := aws.ToTime(record.Dynamodb.ApproximateCreationDateTime)
	return at.Truncate(s.deliverer.mapping.Window)
}

// closeWindow ends the open window with an event of its own, once a moment lies behind it.
func (s *shard) closeWindow(ctx context.Context, at time.Time) {
	if s.window.IsZero() || at.Before(s.window.Add(s.deliverer.mapping.Window)) {
		return
	}
	s.send(ctx, nil, true)
	s.window = time.Time{}
}

// deliver hands one batch over, again until it is taken.
func (s *shard) deliver(ctx context.Context, records []types.Record) {
	wait := firstRetry
	for len(records) > 0 && ctx.Err() == nil {
		failed, err := s.try(ctx, records, false)
		switch {
		case err != nil && s.deliverer.mapping.Bisect && len(records) > 1:
			half := len(records) / 2
			s.deliver(ctx, records[:half])
			records = records[half:]
			continue
		case err == nil && failed == 0:
			return
		case err == nil: // a part of it was taken
			records = records[len(records)-failed:]
		default:
			s.deliverer.complain(ctx, err)
		}
		pause(ctx, wait)
		wait = min(2*wait, longestWait)
	}
}

// send is deliver for an event that ends a window.
func (s *shard) send(ctx context.Context, records []types.Record, final bool) {
	wait := firstRetry
	for ctx.Err() == nil {
		_, err := s.try(ctx, records, final)
		if err == nil {
			return
		}
		s.deliverer.complain(ctx, err)
		pause(ctx, wait)
		wait = min(2*wait, longestWait)
	}
}

// try invokes the function once. failed is how many records at the batch's end it did not take.
func (s *shard) try(ctx context.Context, records []types.Record, final bool) (failed int, err error) {
	event, err := encode(s, records, final)
	if err != nil {
		return 0, err
	}
	raw, err := s.deliverer.invoke(ctx, event)
	if err != nil {
		return 0, err
	}
	answer, err := decodeAnswer(raw)
	if err != nil {
		return 0, err
	}
	if answer.State == nil {
		return 0, errors.New("the function's answer carries no state")
	}
	if len(answer.BatchItemFailures) > 0 {
		return after(records, answer.BatchItemFailures), nil
	}
	s.state = answer.State
	return 0, nil
}

// after is how many records stand from the first failed one on.
func after(records []types.Record, failures []events.DynamoDBBatchItemFailure) int {
	for i, record := range records {
		for _, failure := range failures {
			if failure.ItemIdentifier == aws.ToString(record.Dynamodb.SequenceNumber) {
				return len(records) - i
			}
		}
	}
	return len(records)
}
