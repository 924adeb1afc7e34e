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
	shards, err := s.auditShards(ctx)
	if err != nil {
		return nil, false, err
	}
	days := auditDays(from, until)
	for together := wholeDays; len(days) > 0; together = auditReaders {
		if together == auditReaders && len(found) >= lines {
			return found, false, nil
		}
		next := days[:min(together, len(days))]
		days = days[len(next):]
		var partitions []string
		for _, day := range next {
			for shard := range max(shards[monthOf(day)], 1) {
				partitions = append(partitions, auditDay(day, shard))
			}
		}
		acts := make([][]act, len(partitions))
		err := inParallel(len(partitions), func(i int) error {
			var err error
			acts[i], err = s.actsOf(ctx, partitions[i], from, until)
			return err
		})
		if err != nil {
			return nil, false, readError("list the audit", err)
		}
		found = append(found, newestFirst(slices.Concat(acts...))...)
	}
	return found, true, nil
}

// auditShards is how many partitions the audit's index has for each day of a month.
func (s *Store) auditShards(ctx context.Context) (map[string]int, error) {
	months, err := s.allMonths(ctx)
	shards := map[string]int{}
	for _, month := range months {
		shards[month.stamp] = month.auditShards
	}
	return shards, err
}

// act is what was done in one commit, the latest step first.
type act struct {
	key   string // by which the index is sorted
	steps []funds.Audited
}

// newestFirst lists the steps of acts of several partitions.
func newestFirst(acts []act) (steps []funds.Audited) {
	slices.SortStableFunc(acts, func(a, b act) int { return strings.Compare(b.key, a.key) })
	for _, one := range acts {
		steps = append(steps, one.steps...)
	}
	return steps
}

// clampToKeys moves a moment into the range that the 13 digits of a key can hold: from 1970 to 2286.
func clampToKeys(at time.Time) time.Time {
	const last = 9_999_999_999_999
	return time.UnixMilli(min(max(at.UnixMilli(), 0), last)).UTC()
}

// auditDays lists the UTC days of a time span, newest first.
func auditDays(from, until time.Time) (days []time.Time) {
	const day = 24 * time.Hour
	last := until.Add(-time.Millisecond)
	for at := from.Truncate(day); !at.After(last); at = at.Add(day) {
		days = append(days, at)
	}
	slices.Reverse(days)
	return days
}

// actsOf reads what a partition holds of a time span. What was done in one commit is one item, in the order of its steps.
func (s *Store) actsOf(ctx context.Context, partition string, from, until time.Time) (found []act, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexAudit), KeyConditionExpression: aws.String("auditPK = :day AND auditSK BETWEEN :from AND :until"),
		ExpressionAttributeValues: item{
			":day":  stringValue(partition),
			":from": stringValue(padded(from.UnixMilli(), millisDigits)), ":until": stringValue(padded(until.UnixMilli(), millisDigits)),
		},
	}, func(row item) error {
		if strings.HasPrefix(text(row[attrSK]), logPrefix) {
			log, err := decode[logItem](row)
			steps := funds.AuditedSteps(funds.ID(log.ID), linesOf(log.Lines))
			slices.Reverse(steps)
			found = append(found, act{log.AuditSK, steps})
			return err
		}
		record, err := decode[auditItem](row)
		found = append(found, act{record.AuditSK, []funds.Audited{{AuditRecord: record.record()}}})
		return err
	})
	return found, err
}
