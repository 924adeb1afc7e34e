package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/local/itemsize"
	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	shardHours       = 6
	shardWithdrawals = 800
	shardsOfAim      = 12 // partitions, of the aim
	shardUnitsAim    = 12
	scansOfShards    = 8 // in between, for the largest item
)

// shardsRun is what the projector consumed on a stream of so many partitions.
type shardsRun struct {
	partitions, batches, shards int
	written, read               float64 // units
	largest, largestOpen        int     // bytes of a counter's item, and marks in it
}

// measureShards has the projector count some hours of a stream as AWS has it: an open shard for each partition, which
// gives way to another every four hours, and batches of what came within a second.
func (b *bench) measureShards(ctx context.Context) error {
	rows := [][]string{{"partitions", "shards", "batches", "write units a batch", "read units a batch", "largest item, bytes", "marks in it"}}
	judged := ""
	for _, partitions := range []int{1, 4, 12, 64} {
		one, err := b.shardsOf(ctx, partitions)
		if err != nil {
			return err
		}
		each := float64(one.batches)
		rows = append(rows, []string{
			fmt.Sprint(partitions), fmt.Sprint(one.shards), fmt.Sprint(one.batches), fmt.Sprintf("%.1f", one.written/each), fmt.Sprintf("%.1f", one.read/each), fmt.Sprint(one.largest), fmt.Sprint(one.largestOpen),
		})
		if partitions == shardsOfAim {
			judged = verdict(one.written/each, shardUnitsAim, " write units")
		}
	}
	r := &b.report
	r.section("The counters on a stream as AWS has it")
	r.say("%d withdrawals within %d hours, counted by the projector's own code from a simulated stream: a shard for each of the table's partitions, each closed after four hours and followed by another, and a batch for what "+
		"came to a shard within a second, so nearly each change by itself; no shard is quiet for long. Payees are counted too. Units are what %s says; items are measured %d times while they grow. A batch writes a node for all, the month, the day and the hour, "+
		"one for each payee, and the shard's own mark.", shardWithdrawals, shardHours, b.engine, scansOfShards)
	r.table(rows...)
	r.say("With %d partitions: %s", shardsOfAim, judged)
	return nil
}

func (b *bench) shardsOf(ctx context.Context, partitions int) (run shardsRun, err error) {
	running, err := b.startEngine(ctx)
	if err != nil {
		return run, err
	}
	defer running.Close()
	if err := createStreamless(ctx, running.Client()); err != nil {
		return run, err
	}
	plan := seed.Stream{
		Seed: 11, From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Length: shardHours * time.Hour,
		Partitions: partitions, Withdrawals: shardWithdrawals, Window: time.Second,
	}
	now := plan.From
	client, meter := seed.Metered(running.Client())
	store := table.New(client, tableName, func() time.Time { return now })
	deliveries := slices.Collect(plan.Deliveries())
	run.partitions, run.batches = partitions, len(deliveries)
	shards := map[string]bool{}
	calendar := count.NewCalendar(funds.Policy{Zone: time.UTC})
	for i, batch := range deliveries {
		now = batch.At
		shards[batch.Shard] = true
		if err := store.Project(ctx, calendar, batch.Shard, batch.Records); err != nil {
			return run, err
		}
		if i%(len(deliveries)/scansOfShards) == 0 {
			if err := run.measureItems(ctx, running.Client()); err != nil {
				return run, err
			}
		}
	}
	run.shards = len(shards)
	run.written, run.read = meter.Take()
	return run, run.measureItems(ctx, running.Client())
}

// measureItems looks for the largest item that the projector keeps.
func (r *shardsRun) measureItems(ctx context.Context, client *dynamodb.Client) error {
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: aws.String(tableName)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, row := range page.Items {
			if key, _ := row["PK"].(*types.AttributeValueMemberS); key == nil || !strings.HasPrefix(key.Value, "COUNT#") {
				continue // the key of payees
			}
			bytes, err := itemsize.Bytes(row)
			if err != nil {
				return err
			}
			marks := 0
			for name := range row {
				if strings.HasPrefix(name, "m#") {
					marks++
				}
			}
			if bytes > r.largest {
				r.largest, r.largestOpen = bytes, marks
			}
		}
	}
	return nil
}
