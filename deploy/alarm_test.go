package deploy_test

import (
	"testing"

	"github.com/outflow-pay/outflow/local/metricfilter"
	"github.com/outflow-pay/outflow/pkg/flow"
)

// TestTheAlarmForAdminsHearsTheLineThatIsWrittenForIt: and the one for faults does not.
func TestTheAlarmForAdminsHearsTheLineThatIsWrittenForIt(t *testing.T) {
	t.Parallel()
	loaded := loadTemplate(t)
	line := `{"level":"ERROR","msg":"` + flow.AttentionLine + `","withdrawal":"6FMYX77620261121052842"}`
	for id, counts := range map[string]bool{"NeedsAttentionFilter": true, "FaultFilter": false} {
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
