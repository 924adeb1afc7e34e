package deploy_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestTheDashboardShowsMetricsThatThereAre: one that is misspelled is an empty graph, which looks like a quiet night.
func TestTheDashboardShowsMetricsThatThereAre(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	written := map[string]bool{} // by our metric filters
	for id, filter := range whole.of("AWS::Logs::MetricFilter") {
		transformations, _ := filter.Properties["MetricTransformations"].([]any)
		for _, one := range transformations {
			name, _ := one.(map[string]any)["MetricName"].(string)
			if name == "" || written[name] {
				t.Errorf("%s: the metric %q has no name, or two filters", id, name)
			}
			written[name] = true
		}
	}
	ofAWS := map[string][]string{
		"AWS/ApiGateway": {"Count", "4xx", "5xx", "Latency"},
		"AWS/Lambda":     {"Invocations", "Errors", "Duration", "IteratorAge"},
		"AWS/DynamoDB":   {"ConsumedWriteCapacityUnits", "ConsumedReadCapacityUnits", "WriteThrottleEvents"},
	}
	shown := map[string]bool{}
	for _, metric := range dashboardMetrics(t, whole) {
		namespace, name := metric[0], metric[1]
		switch {
		case namespace == "${AWS::StackName}":
			shown[name] = true
			if !written[name] || len(metric) != 2 {
				t.Errorf("%v is no metric that a filter of ours writes", metric)
			}
		case !strings.Contains(" "+strings.Join(ofAWS[namespace], " ")+" ", " "+name+" ") || len(metric) != 4:
			t.Errorf("%v is not known as a metric of AWS's", metric)
		default:
			for _, named := range substituted(metric[3]) {
				if _, there := whole.Resources[named]; !there {
					t.Errorf("%v is of %s, which is no resource", metric, named)
				}
			}
		}
	}
	for name := range written {
		if !shown[name] {
			t.Errorf("%s is written, and shown nowhere", name)
		}
	}
}

// dashboardMetrics are the texts of each metric that the dashboard shows: its namespace, its name, and what it is of.
func dashboardMetrics(t *testing.T, whole expanded) (metrics [][]string) {
	t.Helper()
	var board struct {
		Widgets []struct {
			Properties struct {
				Metrics [][]any `json:"metrics"`
			} `json:"properties"`
		} `json:"widgets"`
	}
	body, _ := whole.Resources["Dashboard"].Properties["DashboardBody"].(map[string]any)
	text, _ := body["Fn::Sub"].(string)
	if err := json.Unmarshal([]byte(text), &board); err != nil || len(board.Widgets) == 0 {
		t.Fatalf("the dashboard has %d widgets: %v", len(board.Widgets), err)
	}
	for _, widget := range board.Widgets {
		for _, metric := range widget.Properties.Metrics {
			var texts []string
			for _, part := range metric {
				if text, is := part.(string); is {
					texts = append(texts, text)
				}
			}
			metrics = append(metrics, texts)
		}
	}
	return metrics
}
