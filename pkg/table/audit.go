package table

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const indexAudit = "audit"

// auditReaders is how many days of the audit are read at once.
const auditReaders = 8

// Audits lists what admins did from one moment until another, which is not included, newest first. The
// index may lag.
func (s *Store) Audits(ctx context.Context, from, until time.Time) ([]funds.Audited, error) {
	from, until = keyed(from), keyed(until)
	days := auditDays(from, until)
	found := make([][]funds.Audited, len(days))
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var readers sync.WaitGroup
	for range min(auditReaders, len(days)) {
		readers.Go(func() {
			for i := range next {
				var err error
				if found[i], err = s.auditsOf(ctx, days[i], from, until); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range days {
		next <- i
	}
	close(next)
	readers.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, unread("list the audit", err)
	}
	return slices.Concat(found...), nil
}

// keyed is the moment closest to another that keys hold in their 13 digits: from 1970 to 2286.
func keyed(at time.Time) time.Time {
	const last = 9_999_999_999_999
	return time.UnixMilli(min(max(at.UnixMilli(), 0), last)).UTC()
}

// auditDays are the partitions of a time's days, newest first.
func auditDays(from, until time.Time) (days []string) {
	const day = 24 * time.Hour
	last := until.Add(-time.Millisecond)
	for at := from.Truncate(day); !at.After(last); at = at.Add(day) {
		days = append(days, auditDay(at))
	}
	slices.Reverse(days)
	return days
}

// auditsOf reads what one day's partition has of a time, newest first. The acts of one commit are one item,
// in the order of its steps.
func (s *Store) auditsOf(ctx context.Context, day string, from, until time.Time) (found []funds.Audited, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexAudit), KeyConditionExpression: aws.String("auditPK = :day AND auditSK BETWEEN :from AND :until"),
		ScanIndexForward: aws.Bool(false),
		ExpressionAttributeValues: item{
			":day":  stringValue(day),
			":from": stringValue(padded(from.UnixMilli(), millisDigits)), ":until": stringValue(padded(until.UnixMilli(), millisDigits)),
		},
	}, func(row item) error {
		if strings.HasPrefix(text(row[attrSK]), logPrefix) {
			log, err := decode[logItem](row)
			steps := funds.AuditedSteps(funds.ID(log.ID), lines(log.Lines))
			slices.Reverse(steps)
			found = append(found, steps...)
			return err
		}
		record, err := decode[auditItem](row)
		found = append(found, funds.Audited{AuditRecord: record.record()})
		return err
	})
	return found, err
}

// auditDay is the partition of the audit index that has everything of a UTC day.
func auditDay(at time.Time) string { return "AUDIT#" + at.UTC().Format("20060102") }

func (i auditItem) record() funds.AuditRecord {
	return funds.AuditRecord{
		ID: i.ID, Module: i.Module, Action: i.Action, TargetID: i.TargetID, TargetType: i.TargetType,
		Detail: i.Detail, Filters: i.Filters, Actor: i.Actor.actor(), At: moment(i.At),
	}
}
