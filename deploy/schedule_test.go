package deploy_test

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/app"
	store "github.com/outflow-pay/outflow/pkg/table"
)

// TestTheSchedulesShareOutAllThatIsDue: a part that no schedule names would wait for ever.
func TestTheSchedulesShareOutAllThatIsDue(t *testing.T) {
	t.Parallel()
	var parts []app.DuePart
	whole := expand(t)
	for id, rule := range whole.of("AWS::Events::Rule") {
		if !strings.HasPrefix(id, "Reconcile") {
			continue
		}
		targets, _ := rule.Properties["Targets"].([]any)
		target, _ := targets[0].(map[string]any)
		input, _ := target["Input"].(string)
		var part app.DuePart
		if err := json.Unmarshal([]byte(input), &part); err != nil || len(targets) != 1 {
			t.Errorf("%s: %q of %d targets, %v", id, input, len(targets), err)
		}
		if diff := cmp.Diff(map[string]any{"Ref": "ReconcileRate"}, rule.Properties["ScheduleExpression"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(a, b app.DuePart) int { return a.Part - b.Part })
	var want []app.DuePart
	for part := range parts {
		want = append(want, app.DuePart{Part: part, Of: len(parts)})
	}
	if diff := cmp.Diff(want, parts); diff != "" || len(parts) < 2 || store.DueShards%len(parts) != 0 {
		t.Errorf("parts of %d shards (-want +got):\n%s", store.DueShards, diff)
	}
	if runs := loadTemplate(t).Parameters["ReconcileRuns"].Default; runs != strconv.Itoa(2*len(parts)) {
		t.Errorf("ReconcileRuns is %s: two for each of %d parts", runs, len(parts))
	}
}

// TestTheAlarmForABacklogLooksAtWhatTheLastRunHasLeft: the runs of a minute end one after the other, and each counts everything.
func TestTheAlarmForABacklogLooksAtWhatTheLastRunHasLeft(t *testing.T) {
	t.Parallel()
	line := `{"level":"INFO","msg":"` + app.ReconcileLine + `","asked":900,"dueBacklog":5000}`
	hear(t, line, map[string]bool{"ReconcileBacklogFilter": true})
	alarm := expand(t).Resources["BacklogAlarm"].Properties
	over := func(minute ...float64) bool { // whether it is above the threshold by what the runs of a minute have left
		ofMinute := map[string]func(...float64) float64{"Minimum": least, "Maximum": most}[alarm["Statistic"].(string)]
		return ofMinute(minute...) > number(t, alarm["Threshold"])
	}
	if over(4000, 2500, 1200, 0) || !over(9000, 8100, 7900, 7800) || alarm["ComparisonOperator"] != "GreaterThanThreshold" {
		t.Errorf("it is above the threshold where it should not be, or the other way round: %v", alarm)
	}
	if alarm["MetricName"] != "DueBacklog" || number(t, alarm["Period"]) != 60 || number(t, alarm["EvaluationPeriods"]) < 3 {
		t.Errorf("one bad minute is no backlog: %v", alarm)
	}
}

func least(of ...float64) float64 { return slices.Min(of) }
func most(of ...float64) float64  { return slices.Max(of) }

func number(t *testing.T, value any) float64 {
	t.Helper()
	switch value := value.(type) {
	case int:
		return float64(value)
	case float64:
		return value
	}
	t.Errorf("%v is no number", value)
	return math.NaN()
}
