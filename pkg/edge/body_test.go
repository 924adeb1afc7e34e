package edge_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func object(t *testing.T, body string) *edge.Object {
	t.Helper()
	object, err := (&edge.Request{Body: []byte(body)}).Object()
	if err != nil {
		t.Fatal(err)
	}
	return object
}

func TestAWholeNumberIsReadOrRefusedByName(t *testing.T) {
	t.Parallel()
	const otherwise, least, most = 7, 1, 100
	tests := map[string]struct {
		body string
		want int64
		ok   bool
	}{
		"a number":                {`{"n":5}`, 5, true},
		"the least":               {`{"n":1}`, 1, true},
		"the most":                {`{"n":100}`, 100, true},
		"a whole one with a zero": {`{"n":2.0}`, 2, true},
		"missing":                 {`{}`, otherwise, true},
		"null":                    {`{"n":null}`, otherwise, true},
		"too little":              {`{"n":0}`, 0, false},
		"too much":                {`{"n":101}`, 0, false},
		"far too much":            {`{"n":99999999999999999999}`, 0, false},
		"a fraction":              {`{"n":1.5}`, 0, false},
		"a string":                {`{"n":"1"}`, 0, false},
		"a boolean":               {`{"n":true}`, 0, false},
		"a list":                  {`{"n":[1]}`, 0, false},
		"an object":               {`{"n":{}}`, 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := object(t, test.body)
			got := o.Whole("n", otherwise, least, most)
			if test.ok && (o.Err() != nil || got != test.want) {
				t.Errorf("%s is %d (%v), want %d", test.body, got, o.Err(), test.want)
			}
			if !test.ok && !errors.Is(o.Err(), funds.Invalid("n", "")) {
				t.Errorf("%s is %d (%v), want n refused", test.body, got, o.Err())
			}
		})
	}
	required := object(t, `{}`)
	if required.Whole("n", 0, least, most); !errors.Is(required.Err(), funds.Invalid("n", "")) {
		t.Errorf("a required one that is missing: %v", required.Err())
	}
}

func TestAListOfTextsIsReadOrRefusedByName(t *testing.T) {
	t.Parallel()
	const empty = "ids are needed"
	tests := map[string]struct {
		body, says string // empty: it is read
		want       []string
	}{
		"two":                   {`{"ids":["a","b"]}`, "", []string{"a", "b"}},
		"one twice":             {`{"ids":["a","a"]}`, "", []string{"a", "a"}},
		"missing":               {`{}`, empty, nil},
		"null":                  {`{"ids":null}`, empty, nil},
		"an empty list":         {`{"ids":[]}`, empty, nil},
		"a text":                {`{"ids":"a"}`, "ids 应为字符串数组", nil},
		"numbers":               {`{"ids":[1]}`, "ids 应为字符串数组", nil},
		"lists":                 {`{"ids":[["a"]]}`, "ids 应为字符串数组", nil},
		"a null among them":     {`{"ids":["a",null]}`, "ids[1] 不能为空", nil},
		"an empty one":          {`{"ids":["a",""]}`, "ids[1] 不能为空", nil},
		"one that lies":         {`{"ids":["a\u202eb"]}`, "ids 含有控制字符", nil},
		"one with a null byte":  {`{"ids":["a\u0000b"]}`, "ids 含有控制字符", nil},
		"an object of the name": {`{"ids":{}}`, "ids 应为字符串数组", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := object(t, test.body)
			got := o.Texts("ids", empty)
			var refused *funds.Error
			switch {
			case test.says == "" && o.Err() != nil:
				t.Errorf("refused: %v", o.Err())
			case test.says == "":
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("texts (-want +got):\n%s", diff)
				}
			case !errors.As(o.Err(), &refused) || refused.Field != "ids" || refused.Message != test.says:
				t.Errorf("got %v (%v), want ids: %s", got, o.Err(), test.says)
			}
		})
	}
}
