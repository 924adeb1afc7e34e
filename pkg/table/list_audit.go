package table

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	// auditReaders is how many days of the audit are read at once.
	auditReaders = 8
	// wholeDays are read whatever they hold: one business day is within two days in UTC.
	wholeDays = 2
)

// Audits lists what admins did from one moment until another, which is not included, newest first. Once it has
// read about as many lines as it may, it begins no older days: complete says that it has them all. A business day
// is never cut, so that no line is out of reach. The index may lag.
func (s *Store) Audits(ctx context.Context, from, until time.Time, lines int) (found []funds.Audited, complete bool, err error) {
	from, until = keyed(from), keyed(until)
	days := auditDays(from, until)
	for together := wholeDays; len(days) > 0; together = auditReaders {
		if together == auditReaders && len(found) >= lines {
			return found, false, nil
		}
		next := days[:min(together, len(days))]
		days = days[len(next):]
		ofDay := make([][]funds.Audited, len(next))
		err := inParallel(len(next), func(i int) error {
			var err error
			ofDay[i], err = s.auditsOf(ctx, next[i], from, until)
			return err
		})
		if err != nil {
			return nil, false, readError("list the audit", err)
		}
		found = append(found, slices.Concat(ofDay...)...)
	}
	return found, true, nil
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
