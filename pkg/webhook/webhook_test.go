package webhook_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

var someDay = time.Date(2026, 11, 27, 8, 0, 0, 5e6, time.UTC)

// inWords spells every state as it is stored.
func inWords(_ webhook.Kind, state string) map[string]any { return map[string]any{"stored": state} }

func stepTo(version int64, from, to funds.State) webhook.Step {
	return webhook.StepOf("0123ABCD20261127080000", funds.Line{Version: version, Command: funds.CommandComplete, From: from, To: to, At: someDay})
}

func TestAnEventIsThinAndTheSameForTheSameStep(t *testing.T) {
	t.Parallel()
	event := webhook.EventOf(stepTo(7, funds.StateProcessing, funds.StateCompleted), inWords)
	const want = `{"specversion":"1.0","id":"0123ABCD20261127080000-7","source":"outflow","type":"withdrawal.completed","subject":"0123ABCD20261127080000",` +
		`"time":"2026-11-27T08:00:00.005Z","audience":"platform","datacontenttype":"application/json","data":{"version":7,"command":"complete","status":{"stored":"completed"}}}`
	if event.Body != want || !json.Valid([]byte(event.Body)) {
		t.Errorf("got  %s\nwant %s", event.Body, want)
	}
	if again := webhook.EventOf(stepTo(7, funds.StateProcessing, funds.StateCompleted), inWords); again != event {
		t.Errorf("the same step again: %+v", again)
	}
}

func TestEachStepHasAnIDOfItsOwnAndATypeThatIsListed(t *testing.T) {
	t.Parallel()
	const code = "0123ABCD20261127080000"
	steps := map[string]webhook.Step{
		code + "-7":        stepTo(7, funds.StateProcessing, funds.StateCompleted),
		code + "-8":        stepTo(8, funds.StateCompleted, funds.StateCompleted),
		"RC" + code + "-2": webhook.RechargeStepOf("RC"+code, funds.RechargeLine{Version: 2, From: funds.RechargeOpen, To: funds.RechargeCredited}),
		"W-" + code + "-7": webhook.EntryStepOf(funds.Entry{UserID: code, Seq: 7, Type: funds.EntryAdjustment}), // a user whose id looks like an order's
	}
	types := map[string]string{}
	for want, step := range steps {
		if got := step.EventID(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if types[want] = step.Type(); !slices.Contains(webhook.Types(), step.Type()) {
			t.Errorf("%s is no type that is listed", step.Type())
		}
	}
	want := map[string]string{code + "-7": "withdrawal.completed", code + "-8": "withdrawal.updated", "RC" + code + "-2": "recharge.credited", "W-" + code + "-7": "wallet.entry"}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

func TestADeliveryIsTriedTenTimesOverThreeDays(t *testing.T) {
	t.Parallel()
	for _, jitter := range []float64{0, 1} {
		delivery, tries := webhook.DeliveryOf(webhook.Endpoint{ID: "WH1"}, webhook.TestEvent("a", someDay), someDay), 0
		for delivery.State == webhook.DeliveryWaiting {
			delivery = delivery.After(webhook.Answer{At: delivery.Due, Status: 503}, jitter)
			tries++
			if delivery.State == webhook.DeliveryWaiting && !delivery.Due.After(delivery.Answers[len(delivery.Answers)-1].At) {
				t.Fatalf("after try %d it is due at once", tries)
			}
		}
		took := delivery.Answers[len(delivery.Answers)-1].At.Sub(someDay)
		if tries != 10 || took < 72*time.Hour || took > 84*time.Hour || delivery.State != webhook.DeliveryGivenUp || !delivery.Due.IsZero() {
			t.Errorf("jitter %.0f: %d tries within %s, then %+v", jitter, tries, took, delivery)
		}
	}
}

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]webhook.DeliveryState{
		200: webhook.DeliveryDelivered, 204: webhook.DeliveryDelivered, 299: webhook.DeliveryDelivered,
		0: webhook.DeliveryWaiting, 199: webhook.DeliveryWaiting, 300: webhook.DeliveryWaiting, 302: webhook.DeliveryWaiting, 400: webhook.DeliveryWaiting, 410: webhook.DeliveryWaiting, 500: webhook.DeliveryWaiting,
	} {
		after := webhook.DeliveryOf(webhook.Endpoint{}, webhook.TestEvent("a", someDay), someDay).After(webhook.Answer{At: someDay, Status: status}, 0)
		if after.State != want || after.Tries != 1 {
			t.Errorf("%d: %+v, want %s", status, after, want)
		}
	}
	full := webhook.Delivery{State: webhook.DeliveryWaiting}
	for n := range 3 * webhook.MaxAnswers {
		full.Tries = 0
		full = full.After(webhook.Answer{Status: 500 + n}, 0)
	}
	if len(full.Answers) != webhook.MaxAnswers || full.Answers[webhook.MaxAnswers-1].Status != 529 {
		t.Errorf("answers that are kept: %+v", full.Answers)
	}
}

func TestWhereEventsMayGo(t *testing.T) {
	t.Parallel()
	tests := map[bool][]string{
		true: {
			"https://hooks.example.com", "https://hooks.example.com:8443/in?for=a", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "https://example.de/", "https://shop.cafe./x",
		},
		false: {
			"", "hooks.example.com", "http://hooks.example.com/", "ftp://hooks.example.com/", "https:///x", "https:hooks.example.com", "//hooks.example.com/",
			"https://user:password@hooks.example.com/", "https://user@hooks.example.com/", "https://hooks.example.com/#x", "https://hooks", "https://localhost/", "https://LOCALHOST./",
			"https://a.localhost/", "https://db.internal/", "https://printer.local/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://example.7/",
			"https://127.0.0.1/", "https://10.1.2.3/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://169.254.170.2/", "https://100.100.100.200/",
			"https://0.0.0.0/", "https://255.255.255.255/", "https://224.0.0.1/", "https://198.18.0.1/", "https://192.0.0.192/",
			"https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/",
			"https://[64:ff9b::a9fe:a9fe]/", "https://[2002:a9fe:a9fe::]/", "https://[2001:0:a9fe:a9fe::]/", "https://[ff02::1]/", "https://[2001:db8::1]/", "https://[::a9fe:a9fe]/",
			"https://" + strings.Repeat("a", 60) + "." + strings.Repeat("b", 60) + "." + strings.Repeat("c", 60) + ".example.com/long",
		},
	}
	for allowed, addresses := range tests {
		for _, address := range addresses {
			if err := (webhook.Addresses{}).Check(address); (err == nil) != allowed {
				t.Errorf("%s: %v, want it allowed: %t", address, err, allowed)
			}
		}
	}
	local := webhook.Addresses{Loopback: true}
	for address, allowed := range map[string]bool{"http://127.0.0.1:8080/": true, "http://localhost:1/": true, "https://[::1]/": true, "http://10.0.0.1/": false, "http://169.254.169.254/": false, "http://127.0.0.1@10.0.0.1/": false} {
		if err := local.Check(address); (err == nil) != allowed {
			t.Errorf("%s on a developer's machine: %v, want it allowed: %t", address, err, allowed)
		}
	}
	if !(webhook.Addresses{}).Refuses(netip.Addr{}) {
		t.Error("an address that is none is not refused")
	}
}

func TestSecretsAreMadeAndNeverStored(t *testing.T) {
	t.Parallel()
	key := webhook.Keys{Current: strings.Repeat("k", webhook.MinKeyBytes)}
	both := webhook.Keys{Current: strings.Repeat("n", webhook.MinKeyBytes), Previous: key.Current}
	one, other := webhook.Endpoint{ID: "WH1", Secret: 1}, webhook.Endpoint{ID: "WH2", Secret: 1}
	rotated := webhook.Endpoint{ID: "WH1", Secret: 2, RotatedAt: someDay}
	if key.Secret(one) == key.Secret(other) || key.Secret(one) == key.Secret(rotated) || key.Secret(one) == both.Secret(one) {
		t.Error("two secrets are alike")
	}
	for name, test := range map[string]struct{ got, want []string }{
		"at first":              {key.Secrets(one, someDay), []string{key.Secret(one)}},
		"while two overlap":     {key.Secrets(rotated, someDay.Add(webhook.Overlap-1)), []string{key.Secret(rotated), key.Secret(one)}},
		"afterwards":            {key.Secrets(rotated, someDay.Add(webhook.Overlap)), []string{key.Secret(rotated)}},
		"while the key changes": {both.Secrets(one, someDay), []string{both.Secret(one), key.Secret(one)}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for name, bad := range map[string]webhook.Keys{"none": {}, "a short one": {Current: "short"}, "the public one": {Current: webhook.DevelopmentKey}, "a short one before": {Current: key.Current, Previous: "short"}} {
		if err := bad.Check(); err == nil || strings.Contains(err.Error(), "short\"") || strings.Contains(err.Error(), webhook.DevelopmentKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := both.Check(); err != nil {
		t.Error(err)
	}
}
