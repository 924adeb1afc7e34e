package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATypeThatIsNotKnownIsNotCountedAsNothing(t *testing.T) {
	t.Parallel()
	if _, err := storedItems([]byte(`{"Item":{"SK":{"S":"WD"},"set":{"XX":["a"]}}}`)); err == nil {
		t.Error("it was accepted")
	}
}

func TestATransactionStoresWhatItPutsAndUpdates(t *testing.T) {
	t.Parallel()
	got, err := storedItems([]byte(`{"TransactItems":[{"Put":{"Item":{"SK":{"S":"WALLET"}}}},{"ConditionCheck":{"Key":{}}},
		{"Put":{"Item":{"SK":{"S":"POST /api/wallet/withdraw#key"}}}},
		{"Update":{"Key":{"PK":{"S":"WD#1"},"SK":{"S":"WD"}},"UpdateExpression":"SET #0=:0,#2=:2 REMOVE #1",
			"ExpressionAttributeNames":{"#0":"st","#1":"need","#2":"ver"},"ExpressionAttributeValues":{":0":{"S":"pending"},":2":{"N":"12"},":from":{"N":"11"}}}},
		{"Update":{"Key":{"PK":{"S":"COUNT#0#"},"SK":{"S":"ALL"}},"UpdateExpression":"SET #mark = :last"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []stored{{"wallet", 8}, {"claim", 31}, {"wd", 2 + 4 + 2 + 2 + 2 + 7 + 3 + 2}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(stored{})); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}
