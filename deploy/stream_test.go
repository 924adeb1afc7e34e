package deploy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheCountersWindowIsAParameter: how long records are gathered is how late lists are, and what counting costs. Lambda wants
// at least a second of batches of more than ten, and it ends with the window within which events name their shard.
func TestTheCountersWindowIsAParameter(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	mappings, window := whole.of("AWS::Lambda::EventSourceMapping"), whole.Parameters["CountersWindow"]
	if len(mappings) != 2 {
		t.Fatalf("%d mappings, want that of the counters and that of all others: a shard feeds no third", len(mappings))
	}
	counters := 0
	for id, mapping := range mappings {
		properties := mapping.Properties
		if properties["ParallelizationFactor"] != 1.0 || properties["MaximumRetryAttempts"] != -1.0 {
			t.Errorf("%s takes batches of a shard side by side, or leaves some out: a shard's mark says that all before it are counted, and an event has to be told", id)
		}
		if !strings.HasPrefix(id, "ProjectCounters") {
			continue
		}
		counters++
		if diff := cmp.Diff(map[string]any{"Ref": "CountersWindow"}, properties["MaximumBatchingWindowInSeconds"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
		if window.Default != 1.0 || window.MinValue < 1 || window.MaxValue < 5 || window.MaxValue > number(t, properties["TumblingWindowInSeconds"]) {
			t.Errorf("%+v: want a second by default, and never more than the window that it is within", window)
		}
	}
	if counters != 1 {
		t.Errorf("%d mappings of the counters", counters)
	}
}
