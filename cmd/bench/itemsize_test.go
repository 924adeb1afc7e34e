package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnItemIsAsLargeAsDynamoDBCountsIt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value string // of an attribute that is named SK, beside which there is none
		want  int
	}{
		"a text is its bytes in UTF-8":            {`{"S":"张三"}`, 6},
		"a number is a byte for two digits":       {`{"N":"12345"}`, 4},
		"zeros at a number's end are free":        {`{"N":"1200"}`, 2},
		"a sign takes a byte":                     {`{"N":"-12"}`, 3},
		"zero is not nothing":                     {`{"N":"0"}`, 1},
		"bytes are counted as they are stored":    {`{"B":"AAEC"}`, 3},
		"a flag is one byte":                      {`{"BOOL":true}`, 1},
		"a list is three bytes, and one for each": {`{"L":[{"S":"ab"},{"N":"7"}]}`, 3 + (1 + 2) + (1 + 2)},
		"a map has its names too":                 {`{"M":{"abc":{"S":"de"}}}`, 3 + 1 + 3 + 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"Item":{"SK":{"S":"LOG#1"},"x":` + test.value + `}}`
			got, err := storedItems([]byte(body))
			if err != nil {
				t.Fatal(err)
			}
			others := len("SK") + len("LOG#1") + len("x")
			if diff := cmp.Diff([]stored{{"log", others + test.want}}, got, cmp.AllowUnexported(stored{})); diff != "" {
				t.Errorf("items (-want +got):\n%s", diff)
			}
		})
	}
}

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
