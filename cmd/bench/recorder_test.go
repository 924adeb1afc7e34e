package main

import "testing"

func TestConsumedCapacityIsOfAllTables(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer string
		want   float64
		bad    bool
	}{
		"of one request":                    {`{"ConsumedCapacity":{"TableName":"t","CapacityUnits":2.5}}`, 2.5, false},
		"of a transaction":                  {`{"ConsumedCapacity":[{"CapacityUnits":12},{"CapacityUnits":2}]}`, 14, false},
		"an engine that does not say fails": {`{}`, 0, true},
		"nothing is not what it consumes":   {`{"ConsumedCapacity":null}`, 0, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := consumed([]byte(test.answer))
			if got != test.want || (err != nil) != test.bad {
				t.Errorf("got %g, %v; want %g, an error: %v", got, err, test.want, test.bad)
			}
		})
	}
}

func TestWhatBoundsTheGatewayIsToldFromCommits(t *testing.T) {
	t.Parallel()
	for sortKey, want := range map[string]bool{"REFUSED": true, "BALANCE": true, "CHANNELS": true, "WD": false, "WALLET": false} {
		items, err := storedItems([]byte(`{"Item":{"PK":{"S":"x"},"SK":{"S":"` + sortKey + `"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := (operation{name: "PutItem", items: items}).bounds(); got != want {
			t.Errorf("%s bounds the gateway: %t", sortKey, got)
		}
	}
}
