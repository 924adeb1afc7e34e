package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/cmd/outflow/preflight"
	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/local/sandbox"
)

// TestPreflightLooksAtWhatRunsHere: the engine, its stream, and the gateway are as real as they are on this machine.
func TestPreflightLooksAtWhatRunsHere(t *testing.T) {
	t.Parallel()
	running, name := enginetest.Table(t, engine.Dynoxide)
	gateway := sandbox.New()
	t.Cleanup(gateway.Close)
	address := loopback.Serve(t, gateway)
	environment := map[string]string{
		"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": name, "OUTFLOW_SANDBOX_PORT": address[strings.LastIndex(address, ":")+1:],
	}
	statuses := func(arguments ...string) (statuses map[string]preflight.Status, failed error) {
		out, err := outflow(t, environment, append([]string{"preflight", "-json", "-template", templatePath}, arguments...)...)
		statuses = map[string]preflight.Status{}
		for line := range strings.Lines(out) {
			var one preflight.Result
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			statuses[one.Check] = one.Status
		}
		return statuses, err
	}
	got, _ := statuses()
	for _, check := range []string{"policy", "secrets", "gateway", "clock", "table", "stream"} {
		if got[check] != preflight.OK {
			t.Errorf("%s is %q", check, got[check])
		}
	}
	environment["OUTFLOW_TABLE"], environment["OUTFLOW_SANDBOX_PORT"] = "no-such-table", "1"
	got, err := statuses()
	for _, check := range []string{"gateway", "table", "stream"} {
		if got[check] != preflight.Fail || err == nil {
			t.Errorf("without a table and a gateway, %s is %q: %v", check, got[check], err)
		}
	}
	if got["clock"] != preflight.Warn {
		t.Errorf("without a gateway, clock is %q", got["clock"])
	}
}

func TestPreflightBeginsWithTheParameters(t *testing.T) {
	t.Parallel()
	arguments, _ := deployment(t, map[string]string{"Polizy": "{}"})
	out, err := outflow(t, nil, "preflight", "-template", templatePath, "-parameters", arguments[4])
	if err == nil || !strings.Contains(out, "fail     parameters") || !strings.Contains(out, `"Polizy"`) {
		t.Errorf("a parameter that is none: %v\n%s", err, out)
	}
}

// TestPreflightJudgesThePolicyThatItWasGiven: not one of a function that has none.
func TestPreflightJudgesThePolicyThatItWasGiven(t *testing.T) {
	t.Parallel()
	arguments, _ := deployment(t, map[string]string{"Policy": `{"singleLimit":"70"}`})
	_, settings, err := given(templatePath, arguments[4])
	if err != nil || settings.Policy.Single != 70_00 {
		t.Errorf("a single limit of %s: %v", settings.Policy.Single.Major(), err)
	}
	arguments, _ = deployment(t, nil)
	if out, err := outflow(t, nil, "preflight", "-template", templatePath, "-parameters", arguments[4]); err == nil || out != "" || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Errorf("without credentials: %q, %v", out, err)
	}
}
