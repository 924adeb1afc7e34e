package edge_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
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
	const empty = "ids 不能为空"
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
			got := o.Texts("ids")
			var refused *funds.Error
			switch {
			case test.says == "" && o.Err() != nil:
				t.Errorf("refused: %v", o.Err())
			case test.says == "":
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("texts (-want +got):\n%s", diff)
				}
			case !errors.As(o.Err(), &refused) || refused.Field != "ids" || (words.Reader{}).Error(refused, "") != test.says:
				t.Errorf("got %v (%v), want ids: %s", got, o.Err(), test.says)
			}
		})
	}
}

func TestAnAmountIsANumberOrAString(t *testing.T) {
	t.Parallel()
	for literal, want := range map[string]funds.Amount{
		`100`: 100_00, `100.5`: 100_50, `"100.00"`: 100_00, `"0.01"`: 1, `"1e2"`: 100_00, `-5`: -5_00, `"-5"`: -5_00,
	} {
		o := object(t, `{"amount":`+literal+`}`)
		if got := o.Amount("amount"); got != want || o.Err() != nil {
			t.Errorf("%s is %d (%v), want %d", literal, got, o.Err(), want)
		}
	}
	for _, literal := range []string{`""`, `" 1"`, `"1,000"`, `"0.001"`, `"١"`, `"１"`, `true`, `[1]`, `null`} {
		o := object(t, `{"amount":`+literal+`}`)
		if got := o.Amount("amount"); !errors.Is(o.Err(), funds.Invalid("amount", "")) {
			t.Errorf("%s is %d (%v), want amount refused", literal, got, o.Err())
		}
	}
}

func TestAUserIsNamedByATextOrAWholeNumber(t *testing.T) {
	t.Parallel()
	for literal, want := range map[string]string{
		`"12345678"`: "12345678", `12345678`: "12345678", `0`: "0", `123456789012345678901234567890`: "123456789012345678901234567890", `" a"`: " a",
	} {
		o := object(t, `{"uid":`+literal+`}`)
		if got := o.Name("uid"); got != want || o.Err() != nil {
			t.Errorf("%s is %q (%v), want %q", literal, got, o.Err(), want)
		}
	}
	for _, literal := range []string{`-1`, `1.0`, `1e3`, `""`, `"  "`, `null`, `true`, `{}`} {
		o := object(t, `{"uid":`+literal+`}`)
		if got := o.Name("uid"); !errors.Is(o.Err(), funds.Invalid("uid", "")) {
			t.Errorf("%s is %q (%v), want uid refused", literal, got, o.Err())
		}
	}
}

func TestAReasonKeepsItsLines(t *testing.T) {
	t.Parallel()
	o := object(t, `{"reason":" 资料不符:\n1.\t身份证\r\n ","account":"6225\n8812"}`)
	if got, want := o.RequiredProse("reason", ""), "资料不符:\n1.\t身份证"; got != want || o.Err() != nil {
		t.Errorf("%q (%v), want %q", got, o.Err(), want)
	}
	if got := o.Account("account", ""); !errors.Is(o.Err(), funds.Invalid("account", "")) {
		t.Errorf("an account of two lines is %q (%v)", got, o.Err())
	}
}
