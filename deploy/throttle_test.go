package deploy_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatAnybodyMayAskForHasALimitOfItsOwn: a laptop that asks for the pages, or for what is not there, closes neither the
// callbacks nor what needs a bearer token.
func TestWhatAnybodyMayAskForHasALimitOfItsOwn(t *testing.T) {
	t.Parallel()
	loaded := loadTemplate(t)
	var api struct {
		RouteSettings map[string]struct {
			Burst string `yaml:"ThrottlingBurstLimit"` // a number, or the parameter that is one
			Rate  string `yaml:"ThrottlingRateLimit"`
		} `yaml:"RouteSettings"`
	}
	node := loaded.Resources["Api"].Properties
	if err := node.Decode(&api); err != nil {
		t.Fatal(err)
	}
	open := map[string]bool{}
	for id, f := range loaded.functions(t) {
		if _, asks := f.Environment.Variables["OUTFLOW_TOKEN_SECRET"]; asks {
			continue
		}
		for _, event := range f.Events {
			if event.Type != "HttpApi" {
				continue
			}
			key := event.Properties.Method + " " + event.Properties.Path
			open[key] = true
			limit := api.RouteSettings[key]
			const callbacks = "CallbacksPerSecond"
			rate, noRate := strconv.Atoi(limit.Rate)
			burst, noBurst := strconv.Atoi(limit.Burst)
			limited := noRate == nil && noBurst == nil && rate >= 1 && burst >= rate
			if id == "GatewayCallback" {
				limited = limit.Rate == callbacks && limit.Burst == callbacks
			}
			if !limited {
				t.Errorf("%s of %s asks nobody for a token, and has the limits %+v", key, id, limit)
			}
		}
	}
	if len(open) < 30 || !open["POST /api/withdrawal/callback"] {
		t.Fatalf("only %d routes are open", len(open))
	}
	for key := range api.RouteSettings {
		if !open[key] {
			t.Errorf("%s has limits, and is no route that is open: API Gateway refuses a stage that names a route that is not there", key)
		}
	}
}

// TestANewAccountsConcurrencyIsEnough: Lambda lets nobody reserve of the ten concurrent executions that a new account has, so
// whoever deploys into one reserves none.
func TestANewAccountsConcurrencyIsEnough(t *testing.T) {
	t.Parallel()
	want := map[string]any{
		"GatewayOrder": map[string]any{"Fn::If": []any{"ReservesGatewayOrders", map[string]any{"Ref": "GatewayOrders"}, map[string]any{"Ref": "AWS::NoValue"}}},
		"Reconcile":    map[string]any{"Fn::If": []any{"ReservesReconcileRuns", map[string]any{"Ref": "ReconcileRuns"}, map[string]any{"Ref": "AWS::NoValue"}}},
	}
	whole := expand(t)
	reserved := map[string]any{}
	for id, function := range whole.of("AWS::Lambda::Function") {
		if share, reserves := function.Properties["ReservedConcurrentExecutions"]; reserves {
			reserved[id] = share
		}
	}
	if diff := cmp.Diff(want, reserved); diff != "" {
		t.Errorf("what is reserved (-want +got):\n%s", diff)
	}
	for condition, parameter := range map[string]string{"ReservesGatewayOrders": "GatewayOrders", "ReservesReconcileRuns": "ReconcileRuns"} {
		none := map[string]any{"Fn::Not": []any{map[string]any{"Fn::Equals": []any{map[string]any{"Ref": parameter}, "0"}}}}
		if diff := cmp.Diff(none, whole.Conditions[condition]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", condition, diff)
		}
	}
}
