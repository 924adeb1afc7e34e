package itemsize_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/outflow-pay/outflow/local/itemsize"
)

func TestAnItemIsAsLargeAsDynamoDBCountsIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value string // of an attribute that is named x, beside which there is none
		want  int
	}{
		"a text is its bytes in UTF-8":            {`{"S":"张三"}`, 6},
		"a number is a byte for two digits":       {`{"N":"12345"}`, 4},
		"zeros at a number's end are free":        {`{"N":"1200"}`, 2},
		"a sign takes a byte":                     {`{"N":"-12"}`, 3},
		"zero is not nothing":                     {`{"N":"0"}`, 1},
		"bytes are counted as they are stored":    {`{"B":"AAEC"}`, 3},
		"a flag is one byte":                      {`{"BOOL":true}`, 1},
		"a set is what is in it":                  {`{"SS":["ab","c"]}`, 3},
		"a set of numbers":                        {`{"NS":["12","1"]}`, 2 + 2},
		"a set of bytes":                          {`{"BS":["AAEC","AA=="]}`, 3 + 1},
		"a list is three bytes, and one for each": {`{"L":[{"S":"ab"},{"N":"7"}]}`, 3 + (1 + 2) + (1 + 2)},
		"a map has its names too":                 {`{"M":{"abc":{"S":"de"}}}`, 3 + 1 + 3 + 2},
	} {
		item, err := attributevalue.UnmarshalMapJSON([]byte(`{"x":` + test.value + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := itemsize.Bytes(item); err != nil || got != len("x")+test.want {
			t.Errorf("%s: %d, %v, want %d", name, got, err, len("x")+test.want)
		}
	}
}
