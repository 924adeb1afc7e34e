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
	// auditReaders is how many days of the audit are read at the same time.
	auditReaders = 8
	// wholeDays is how many UTC days are read first, however much they hold: a business day lies within two of them.
	wholeDays = 2
)

// Audits lists what admins did from one moment until another, which is excluded, newest first. It reads whole days,
// newest first, until it has read about as many lines as it may; complete reports whether it has read them all. It
// never stops within a business day, because a caller could not ask for the rest of one. The index may lag.
func (s *Store) Audits(ctx context.Context, from, until time.Time, lines int) (found []funds.Audited, complete bool, err error) {
	from, until = clampToKeys(from), clampToKeys(until)
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

// clampToKeys moves a moment into the range that the 13 digits of a key can hold: from 1970 to 2286.
func clampToKeys(at time.Time) time.Time {
	const last = 9_999_999_999_999
	return time.UnixMilli(min(max(at.UnixMilli(), 0), last)).UTC()
}

// auditDays lists the audit partitions of a time span, newest first.
func auditDays(from, until time.Time) (days []string) {
	const day = 24 * time.Hour
	last := until.Add(-time.Millisecond)
	for at := from.Truncate(day); !at.After(last); at = at.Add(day) {
		days = append(days, auditDay(at))
	}
	slices.Reverse(days)
	return days
}

// auditsOf reads what a day's partition holds of a time span, newest first. What was done in one commit is one item, in
// the order of its steps.
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
			steps := funds.AuditedSteps(funds.ID(log.ID), linesOf(log.Lines))
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
