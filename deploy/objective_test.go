package deploy_test

import (
	"encoding/json"
	"testing"
)

// TestTheObjectivesCountWhatMissesThem: slow and failed ones, and none that somebody was right to refuse.
func TestTheObjectivesCountWhatMissesThem(t *testing.T) {
	t.Parallel()
	line := func(fields map[string]any) string {
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	request := func(route string, status, ms int) string {
		return line(map[string]any{"level": "INFO", "msg": "request", "route": route, "status": status, "ms": ms})
	}
	const create, callback = "POST /api/wallet/withdraw", "POST /api/recharge/callback"
	for name, test := range map[string]struct {
		line                       string
		create, lateCreate         bool
		callback, late, callbackNo bool
	}{
		"a create":                   {line: request(create, 200, 40), create: true},
		"a slow one":                 {line: request(create, 200, 1001), create: true, lateCreate: true},
		"a refused one":              {line: request(create, 400, 5), create: true},
		"one that failed":            {line: request(create, 503, 5), create: true, lateCreate: true},
		"a callback":                 {line: request(callback, 200, 300), callback: true},
		"a slow callback":            {line: request(callback, 200, 5001), callback: true, late: true},
		"a forged one":               {line: request(callback, 401, 2), callbackNo: true},
		"one that failed here":       {line: request(callback, 500, 9000), callback: true, late: true, callbackNo: true},
		"one that is not confirmed":  {line: line(map[string]any{"level": "WARN", "msg": "a callback is not confirmed", "order": "A"}), late: true},
		"a list, however slow it is": {line: request("GET /admin/audit-logs", 200, 9000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hear(t, test.line, map[string]bool{
				"CreatesFilter": test.create, "LateCreatesFilter": test.lateCreate,
				"CallbacksFilter": test.callback, "LateCallbacksFilter": test.late, "CallbacksRejectedFilter": test.callbackNo,
			})
		})
	}
}
