package deploy_test

import (
	"testing"

	"github.com/outflow-pay/outflow/local/metricfilter"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestTheAlarmForAdminsHearsTheLineThatIsWrittenForIt: and the one for faults does not.
func TestTheAlarmForAdminsHearsTheLineThatIsWrittenForIt(t *testing.T) {
	t.Parallel()
	line := `{"level":"ERROR","msg":"` + flow.AttentionLine + `","withdrawal":"6FMYX77620261121052842"}`
	hear(t, line, map[string]bool{"NeedsAttentionFilter": true, "FaultFilter": false, "PausedFilter": false})
}

func TestTheAlarmForPausesHearsTheLineThatIsWrittenForIt(t *testing.T) {
	t.Parallel()
	for _, msg := range []string{flow.PauseLine, flow.BlockLine} {
		line := `{"level":"WARN","msg":"` + msg + `","by":"a1"}`
		hear(t, line, map[string]bool{"PausedFilter": true, "FaultFilter": false, "NeedsAttentionFilter": false})
	}
}

func TestTheAlarmForBrokenGlassHearsTheLineThatIsWrittenForIt(t *testing.T) {
	t.Parallel()
	line := `{"level":"WARN","msg":"` + funds.PolicyForcedLine + `","version":2}`
	hear(t, line, map[string]bool{"PolicyForcedFilter": true, "FaultFilter": false, "NeedsAttentionFilter": false})
}

// hear fails the test where a filter counts a line and should not, or the other way round.
func hear(t *testing.T, line string, filters map[string]bool) {
	t.Helper()
	loaded := loadTemplate(t)
	for id, counts := range filters {
		var properties struct {
			FilterPattern string `yaml:"FilterPattern"`
		}
		node := loaded.Resources[id].Properties
		if err := node.Decode(&properties); err != nil {
			t.Fatal(err)
		}
		filter, err := metricfilter.Parse(properties.FilterPattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := filter.Matches(line); got != counts {
			t.Errorf("%s counts %s: %t", id, line, got)
		}
	}
}
