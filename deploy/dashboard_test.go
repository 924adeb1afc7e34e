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
	written := writtenMetrics(t, whole)
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
			if len(texts) == 0 {
				expressions(t, metric, widget.Properties.Metrics)
				continue
			}
			metrics = append(metrics, texts)
		}
	}
	return metrics
}

// expressions fails the test where a computed metric has no expression over one of its widget's.
func expressions(t *testing.T, computed []any, widget [][]any) {
	t.Helper()
	options, _ := computed[0].(map[string]any)
	expression, _ := options["expression"].(string)
	for _, other := range widget {
		named, _ := other[len(other)-1].(map[string]any)
		if id, _ := named["id"].(string); id != "" && named["visible"] == false && strings.Contains(expression, "("+id+")") {
			return
		}
	}
	t.Errorf("%v computes nothing of its widget's metrics", computed)
}

// writtenMetrics are the names of the metrics that our filters write, each by one.
func writtenMetrics(t *testing.T, whole expanded) map[string]bool {
	t.Helper()
	written := map[string]bool{}
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
	return written
}
