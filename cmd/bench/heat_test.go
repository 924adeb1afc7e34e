package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/template"
)

// TestWhatARequestConsumesIsOfTheKeysThatItTouches: an entry of an index that moves costs where it was and where it is, one
// that stays costs nothing, and in a transaction the table costs twice.
func TestWhatARequestConsumesIsOfTheKeysThatItTouches(t *testing.T) {
	t.Parallel()
	loaded, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h := newHeat(loaded.Table.CreateInput())
	row := func(state, more string) string {
		return `"PK":{"S":"WD#1"},"SK":{"S":"WD"},"timePK":{"S":"ALL#1"},"timeSK":{"S":"7"},"statusPK":{"S":"ST#` + state + `"}` + more
	}
	for _, o := range []operation{
		{name: "PutItem", units: 3, body: []byte(`{"Item":{` + row("pending", "") + `}}`)},
		{name: "TransactWriteItems", units: 6, body: []byte(`{"TransactItems":[
			{"Update":{"Key":{"PK":{"S":"WD#1"},"SK":{"S":"WD"}},"UpdateExpression":"SET #a=:a, n=:n REMOVE gone","ExpressionAttributeNames":{"#a":"statusPK"},
				"ExpressionAttributeValues":{":a":{"S":"ST#approved"},":n":{"N":"1"}}}},
			{"ConditionCheck":{"Key":{"PK":{"S":"PAUSE#1"},"SK":{"S":"PAUSE"}}}}]}`)},
		{name: "PutItem", units: 2, body: []byte(`{"Item":{` + row("approved", `,"big":{"S":"`+strings.Repeat("x", writeUnitBytes)+`"}`) + `}}`)},
		{name: "UpdateItem", units: 5, body: []byte(`{"Key":{"PK":{"S":"COUNT#0#ALL"},"SK":{"S":"1"}},"UpdateExpression":"ADD a :a"}`)},
	} {
		if err := h.write(o); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range []operation{
		{name: "Query", units: 2, body: []byte(`{"IndexName":"by-status","KeyConditionExpression":"statusPK = :pk AND timeSK < :t","ExpressionAttributeValues":{":pk":{"S":"ST#pending"},":t":{"S":"9"}}}`)},
		{name: "BatchGetItem", units: 3, body: []byte(`{"RequestItems":{"t":{"Keys":[{"PK":{"S":"WD#1"},"SK":{"S":"WD"}},{"PK":{"S":"USER#1"},"SK":{"S":"WALLET"}}]}}}`)},
		{name: "GetItem", units: 1, body: []byte(`{"Key":{"PK":{"S":"WD#1"},"SK":{"S":"WD"}}}`)},
	} {
		if err := h.reads(o); err != nil {
			t.Fatal(err)
		}
	}
	written := map[partitionKey]float64{
		{"", "WD#1"}: 1 + 2 + 2, {"by-time", "ALL#1"}: 1, {"by-status", "ST#pending"}: 2, {"by-status", "ST#approved"}: 1, {"", "PAUSE#1"}: 2, {"", "COUNT#0#ALL"}: 5,
	}
	if diff := cmp.Diff(written, h.written); diff != "" {
		t.Errorf("write units (-want +got):\n%s", diff)
	}
	read := map[partitionKey]float64{{"by-status", "ST#pending"}: 2, {"", "WD#1"}: 2.5, {"", "USER#1"}: 1.5}
	if diff := cmp.Diff(read, h.read); diff != "" {
		t.Errorf("read units (-want +got):\n%s", diff)
	}
	if err := h.write(operation{name: "PutItem", units: 9, body: []byte(`{"Item":{` + row("approved", "") + `}}`)}); err == nil {
		t.Error("units that are not the engine's are taken")
	}
}
