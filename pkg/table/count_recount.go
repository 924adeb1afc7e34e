package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Recount builds the next generation of the counters from the table, by the calendar's zone, while the system runs, and
// switches to it once it agrees with the table. It touches every withdrawal: see [Store.Project]. After an interruption
// it may be called again. It then continues the half-built generation, unless that counts by another zone or was found
// wrong when it was complete. patience bounds how long it waits for the stream.
func (s *Store) Recount(ctx context.Context, calendar *count.Calendar, patience time.Duration) (touched int, err error) {
	generations, err := s.Generations(ctx)
	if err != nil {
		return 0, err
	}
	next := generations.next(calendar.Zone())
	if err := s.moveGenerations(ctx, generations, next); err != nil {
		return 0, err
	}
	for {
		behind := 0
		err := s.scanWithdrawals(ctx, func(id funds.ID, withdrawal count.Withdrawal) error {
			if withdrawal.Generation >= next.Building {
				return nil
			}
			behind++
			return s.Touch(ctx, id, next.Building)
		})
		touched += behind
		if err != nil {
			return touched, err
		}
		if behind == 0 {
			break
		}
	}
	different, err := s.differences(ctx, calendar, next.Building, patience)
	if err != nil {
		return touched, err
	}
	if len(different) > 0 {
		abandoned := next
		abandoned.BuildingZone = "" // so that the next recount begins another one
		return touched, errors.Join(
			fmt.Errorf("the new counters still differ at %d places, as %v: the old ones stay; run it again", len(different), different[0]),
			s.moveGenerations(ctx, next, abandoned),
		)
	}
	live := Generations{Live: next.Building, Building: next.Building, LiveZone: calendar.Zone()}
	if err := s.moveGenerations(ctx, next, live); err != nil {
		return touched, err
	}
	if err := s.stampMonths(ctx, next.Building); err != nil {
		return touched, err
	}
	return touched, s.dropGenerationsBefore(ctx, next.Live)
}

// stampMonths makes new withdrawals count in a generation from the start. A process that already knows a month goes on
// as before, and the stream brings its withdrawals up to date.
func (s *Store) stampMonths(ctx context.Context, generation int64) error {
	months, err := s.allMonths(ctx)
	if err != nil {
		return err
	}
	for _, month := range months {
		_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: s.table, Key: key{pkMonths, month.stamp}.attributes(), UpdateExpression: aws.String("SET gen = :gen"),
			ExpressionAttributeValues: item{":gen": number(generation)},
		})
		if err != nil {
			return readError("write a month", err)
		}
	}
	return nil
}

// dropGenerationsBefore deletes trees that nobody reads any more. The tree that was live until now stays until the next
// recount, because a request may be reading it.
func (s *Store) dropGenerationsBefore(ctx context.Context, oldest int64) error {
	for generation := oldest - 1; generation >= 0; generation-- {
		if err := s.dropGeneration(ctx, generation); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) dropGeneration(ctx context.Context, generation int64) error {
	var all []key
	err := s.scanCounted(ctx, pkNode(generation, count.Node{}), func(row item) error {
		all = append(all, keyOf(row))
		return nil
	})
	if err != nil {
		return err
	}
	for _, at := range all {
		if _, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: s.table, Key: at.attributes()}); err != nil {
			return readError("delete a counter", err)
		}
	}
	return nil
}

// scanCounted scans the table once, and passes what the projector keeps, by how its partition key begins, to take.
func (s *Store) scanCounted(ctx context.Context, begins string, take func(row item) error) error {
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName: s.table, ConsistentRead: aws.Bool(true), FilterExpression: aws.String("begins_with(PK, :begins)"),
		ExpressionAttributeValues: item{":begins": stringValue(begins)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return readError("scan the table", err)
		}
		for _, row := range page.Items {
			if err := take(row); err != nil {
				return err
			}
		}
	}
	return nil
}
