package schedule

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTheEventIsEventBridgesOwn(t *testing.T) {
	t.Parallel()
	var got map[string]any
	if err := json.Unmarshal(Event("EveryMinute", time.Date(2026, 2, 3, 4, 5, 6, 7, time.FixedZone("CST", 8*3600))), &got); err != nil {
		t.Fatal(err)
	}
	if got["id"] == "" {
		t.Error("the event has no id")
	}
	delete(got, "id")
	want := map[string]any{
		"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "account": "000000000000",
		"time": "2026-02-02T20:05:06Z", "region": "us-east-1", "detail": map[string]any{},
		"resources": []any{"arn:aws:events:us-east-1:000000000000:rule/EveryMinute"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestRunsNeverPileUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		defer cancel()
		start := time.Now()
		var starts []time.Duration
		running := 0
		Run(ctx, "EveryMinute", "", 5*time.Second, func(context.Context, []byte) error {
			if running++; running != 1 {
				t.Error("two runs at once")
			}
			starts = append(starts, time.Since(start))
			time.Sleep(12 * time.Second)
			running--
			return nil
		}, t.Output())
		// A run of 12 s misses two ticks; the one that waited starts at once.
		want := []time.Duration{5 * time.Second, 17 * time.Second, 29 * time.Second, 41 * time.Second, 53 * time.Second}
		if diff := cmp.Diff(want, starts); diff != "" {
			t.Errorf("starts (-want +got):\n%s", diff)
		}
	})
}

func TestAFailedRunIsToldAndTheNextOneComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 11*time.Second)
		defer cancel()
		var log bytes.Buffer
		given := map[string]bool{}
		Run(ctx, "EveryMinute", `{"part":1}`, 5*time.Second, func(_ context.Context, event []byte) error {
			given[string(event)] = true
			return errors.New("no table")
		}, &log)
		if diff := cmp.Diff(map[string]bool{`{"part":1}`: true}, given); diff != "" {
			t.Errorf("events, where the rule has an input (-want +got):\n%s", diff)
		}
		if got := strings.Count(log.String(), "schedule EveryMinute: no table\n"); got != 2 {
			t.Errorf("%d failures told, want 2: %q", got, log.String())
		}
	})
}
