package stream_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/local/stream"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Run(m)) }

// function takes batches, and misbehaves as a test wants.
type function struct {
	mu     sync.Mutex
	events []events.DynamoDBTimeWindowEvent
	taken  []string // the items' PKs, of the batches that were taken
	answer func(n int, event events.DynamoDBTimeWindowEvent) (string, error)
}

func (f *function) invoke(_ context.Context, raw []byte) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var event events.DynamoDBTimeWindowEvent
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	f.events = append(f.events, event)
	answer, err := `{"state":{}}`, error(nil)
	if f.answer != nil {
		answer, err = f.answer(len(f.events), event)
	}
	if err == nil && !strings.Contains(answer, "batchItemFailures") && strings.Contains(answer, "state") {
		for _, record := range event.Records {
			f.taken = append(f.taken, record.Change.Keys["PK"].String())
		}
	}
	return []byte(answer), err
}

type rig struct {
	*function
	t         *testing.T
	client    *dynamodb.Client
	table     string
	deliverer *stream.Deliverer
	log       *lines
}

// lines is what the deliverer says, which a test may read meanwhile.
type lines struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.said.Write(p)
	if err != nil {
		return n, fmt.Errorf("keep a line: %w", err)
	}
	return n, nil
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

func newRig(t *testing.T, kind string, mapping stream.Mapping, f *function) *rig {
	t.Helper()
	engine, table := enginetest.Table(t, kind)
	out, err := engine.Client().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(table)})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{f, t, engine.Client(), table, nil, &lines{}}
	r.deliverer = stream.New(engine.Streams(), aws.ToString(out.Table.LatestStreamArn), mapping, f.invoke, r.log)
	r.start()
	return r
}

func (r *rig) start() {
	ctx, stop := context.WithCancel(context.WithoutCancel(r.t.Context()))
	done := make(chan struct{})
	go func() { r.deliverer.Run(ctx); close(done) }()
	r.t.Cleanup(func() { stop(); <-done })
}

func (r *rig) put(sk string, numbers ...int) (names []string) {
	r.t.Helper()
	for _, n := range numbers {
		name := fmt.Sprintf("P%03d", n%1000) // thousands change an item
		item := map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: name}, "SK": &types.AttributeValueMemberS{Value: sk}, "n": &types.AttributeValueMemberN{Value: fmt.Sprint(n)},
		}
		if _, err := r.client.PutItem(r.t.Context(), &dynamodb.PutItemInput{TableName: aws.String(r.table), Item: item}); err != nil {
			r.t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func (r *rig) drain() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.deliverer.Drain(ctx); err != nil {
		r.t.Fatalf("%v; taken: %d; the deliverer said:\n%s", err, len(r.took()), r.log)
	}
}

func (r *rig) took() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.taken)
}

func upTo(n int) (numbers []int) {
	for i := range n {
		numbers = append(numbers, i)
	}
	return numbers
}

func mapping() stream.Mapping { return stream.Mapping{Name: "test", BatchSize: 10, Window: time.Hour} }

func onBoth(t *testing.T, test func(t *testing.T, kind string)) {
	t.Helper()
	for _, kind := range []string{"dynoxide", "local"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, kind)
		})
	}
}

func TestRecordsComeInOrderInBatchesOfTheItemsThatAreWanted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, kind string) {
		t.Helper()
		wanted := mapping()
		wanted.SortKeys = []string{"WD"}
		r := newRig(t, kind, wanted, &function{})
		want := r.put("WD", upTo(25)...)
		r.put("OTHER", 100, 101)
		want = append(want, r.put("WD", 1003)...) // and one changes
		r.drain()
		if diff := cmp.Diff(want, r.took()); diff != "" {
			t.Errorf("taken (-want +got):\n%s", diff)
		}
		for _, event := range r.events {
			if len(event.Records) > 10 || event.ShardID == "" || event.Window.End.Sub(event.Window.Start.Time) != time.Hour {
				t.Errorf("an event of %d records, shard %q, window %v", len(event.Records), event.ShardID, event.Window)
			}
		}
		last := r.events[len(r.events)-1].Records
		change := last[len(last)-1]
		if change.EventName != "MODIFY" || change.Change.NewImage["n"].Number() != "1003" || change.Change.OldImage["n"].Number() != "3" || change.Change.SequenceNumber == "" {
			t.Errorf("the last record: %+v", change)
		}
	})
}

func TestABatchThatFailsIsDeliveredAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		bisect bool
		answer func(n int, event events.DynamoDBTimeWindowEvent) (string, error)
		fewest int // events
	}{
		"after an error": {false, func(n int, _ events.DynamoDBTimeWindowEvent) (string, error) {
			if n <= 2 {
				return "", errors.New("killed")
			}
			return `{"state":{}}`, nil
		}, 3},
		"after an answer without a state": {false, func(n int, _ events.DynamoDBTimeWindowEvent) (string, error) {
			if n == 1 {
				return `{}`, nil
			}
			return `{"state":{}}`, nil
		}, 2},
		"in halves, until one record alone fails": {true, func(n int, event events.DynamoDBTimeWindowEvent) (string, error) {
			for _, record := range event.Records {
				if record.Change.Keys["PK"].String() == "P003" && n < 12 {
					return "", errors.New("P003")
				}
			}
			return `{"state":{}}`, nil
		}, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			how := mapping()
			how.Bisect, how.Linger = test.bisect, 200*time.Millisecond
			r := newRig(t, "dynoxide", how, &function{answer: test.answer})
			want := r.put("WD", upTo(8)...)
			r.drain()
			if diff := cmp.Diff(want, r.took()); diff != "" {
				t.Errorf("taken (-want +got):\n%s", diff)
			}
			if len(r.events) < test.fewest {
				t.Errorf("%d events, want %d or more", len(r.events), test.fewest)
			}
		})
	}
}

func TestWhatABatchFailedAtIsDeliveredFromThereOn(t *testing.T) {
	t.Parallel()
	var failedAt string
	f := &function{}
	f.answer = func(_ int, event events.DynamoDBTimeWindowEvent) (string, error) {
		if failedAt == "" && len(event.Records) > 2 {
			failedAt = event.Records[2].Change.SequenceNumber
			f.taken = append(f.taken, event.Records[0].Change.Keys["PK"].String(), event.Records[1].Change.Keys["PK"].String())
			return `{"state":{},"batchItemFailures":[{"itemIdentifier":"` + failedAt + `"}]}`, nil
		}
		return `{"state":{}}`, nil
	}
	how := mapping()
	how.Linger = 300 * time.Millisecond
	r := newRig(t, "dynoxide", how, f)
	want := r.put("WD", upTo(6)...)
	r.drain()
	if diff := cmp.Diff(want, r.took()); diff != "" || failedAt == "" {
		t.Errorf("failed at %q; taken (-want +got):\n%s", failedAt, diff)
	}
}

func TestAWindowHandsItsStateOnAndEndsWithAnEventOfItsOwn(t *testing.T) {
	t.Parallel()
	f := &function{answer: func(n int, _ events.DynamoDBTimeWindowEvent) (string, error) {
		return fmt.Sprintf(`{"state":{"events":"%d"}}`, n), nil
	}}
	how := mapping()
	how.Window = 2 * time.Second
	r := newRig(t, "dynoxide", how, f)
	ended := func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return slices.ContainsFunc(r.events, func(e events.DynamoDBTimeWindowEvent) bool { return e.IsFinalInvokeForWindow })
	}
	for until, n := time.Now().Add(15*time.Second), 0; !ended(); n++ {
		if time.Now().After(until) {
			t.Fatal("no window ended")
		}
		r.put("WD", n)
		time.Sleep(100 * time.Millisecond) // a window's time passes, with or without records
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, event := range r.events {
		first := i == 0 || r.events[i-1].IsFinalInvokeForWindow
		want := map[string]string{}
		if !first {
			want["events"] = fmt.Sprint(i)
		}
		if diff := cmp.Diff(want, event.State); diff != "" {
			t.Errorf("event %d (-want +got):\n%s", i, diff)
		}
		if event.IsFinalInvokeForWindow && len(event.Records) != 0 {
			t.Errorf("the end of a window has %d records", len(event.Records))
		}
	}
}

// TestWhatIsNotTakenIsNotPassed, by the slowest of those who read a stream: what is passed may be dropped.
func TestWhatIsNotTakenIsNotPassed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, kind string) {
		t.Helper()
		var broken atomic.Bool
		broken.Store(true)
		f := &function{answer: func(_ int, event events.DynamoDBTimeWindowEvent) (string, error) {
			for _, record := range event.Records {
				if broken.Load() && record.Change.Keys["PK"].String() == "P003" {
					return "", errors.New("P003")
				}
			}
			return `{"state":{}}`, nil
		}}
		wanted := mapping()
		wanted.SortKeys, wanted.BatchSize = []string{"W*"}, 1
		r := newRig(t, kind, wanted, f)
		both := []*stream.Deliverer{r.deliverer, stream.New(nil, "", wanted, f.invoke, r.log)}
		if passed := both[1].Passed(); len(passed) != 0 {
			t.Errorf("before a shard is begun, %v is passed", passed)
		}
		r.put("OTHER", 100)
		r.put("WD", 1, 2)
		r.drain()
		sure := r.passed()
		r.put("WD", 3, 4)
		r.put("OTHER", 101)
		for until := time.Now().Add(15 * time.Second); !r.tried("P003"); {
			if time.Now().After(until) {
				t.Fatal("P003 is not tried")
			}
			time.Sleep(5 * time.Millisecond)
		}
		if passed := r.passed(); passed != sure || passed != r.numberOf("P002") {
			t.Errorf("while P003 is not taken, %s is passed; before, %s", passed, sure)
		}
		broken.Store(false)
		r.drain()
		if passed := r.passed(); len(passed) < len(r.numberOf("P004")) || passed == r.numberOf("P004") {
			t.Errorf("in the end, %s is passed: no more than P004", passed)
		}
		if passed := stream.PassedByAll(both); len(passed) != 0 {
			t.Errorf("%v is passed by one who has read nothing", passed)
		}
		if passed := stream.PassedByAll(both[:1]); !cmp.Equal(passed, r.deliverer.Passed()) {
			t.Errorf("of one alone, %v is passed by all", passed)
		}
	})
}

// passed is the number up to which the rig's deliverer has passed the one shard that there is.
func (r *rig) passed() (number string) {
	r.t.Helper()
	passed := r.deliverer.Passed()
	if len(passed) != 1 {
		r.t.Fatalf("passed: %v", passed)
	}
	for _, number = range passed {
	}
	return number
}

// tried says that an item's record was delivered, taken or not; numberOf gives the record's number.
func (r *rig) tried(name string) bool { return r.numberOf(name) != "" }

func (r *rig) numberOf(name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, event := range r.events {
		for _, record := range event.Records {
			if record.Change.Keys["PK"].String() == name {
				return record.Change.SequenceNumber
			}
		}
	}
	return ""
}
