package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outflow-pay/outflow/pkg/wire"
)

type inner struct {
	Kid string `json:"kid"`
}

type embedded struct {
	Sub string `json:"sub"`
}

type outer struct {
	embedded
	Role  string           `json:"role,omitempty"`
	Keys  []inner          `json:"keys"`
	One   *inner           `json:"one"`
	By    map[string]inner `json:"by"`
	Raw   json.RawMessage  `json:"raw"`
	Plain int
	None  string `json:"-"`
}

func TestANameCountsInItsExactSpellingAloneAndOnce(t *testing.T) {
	t.Parallel()
	none := wire.NameError{}
	tests := map[string]struct {
		text string
		want wire.NameError // none: it is read
	}{
		"every name once":                      {`{"sub":"a","role":"b","keys":[{"kid":"c"}],"one":{"kid":"d"},"by":{"x":{"kid":"e"}},"Plain":1}`, none},
		"unknown names, also twice":            {`{"x":1,"X":2,"x":3,"Raws":4}`, none},
		"an unknown object's names":            {`{"x":{"role":1,"role":2}}`, none},
		"what is read later by another":        {`{"raw":{"kid":1,"kid":2}}`, none},
		"what is called -":                     {`{"-":1,"None":2,"none":3}`, none},
		"null for everything":                  {`{"sub":null,"keys":null,"one":null,"by":null}`, none},
		"a name twice":                         {`{"role":"user","role":"admin"}`, wire.NameError{Name: "role", Twice: true}},
		"a name twice, once with an escape":    {`{"role":"user","\u0072ole":"admin"}`, wire.NameError{Name: "role", Twice: true}},
		"a name in another case beside it":     {`{"role":"user","Role":"admin"}`, wire.NameError{Name: "role"}},
		"a name in another case alone":         {`{"ROLE":"admin"}`, wire.NameError{Name: "role"}},
		"a field's name without a tag":         {`{"plain":1}`, wire.NameError{Name: "Plain"}},
		"the long s, which folds to s":         {`{"ſub":"a"}`, wire.NameError{Name: "sub"}},
		"the Kelvin sign, which folds to k":    {`{"\u212aeys":[]}`, wire.NameError{Name: "keys"}},
		"one that is embedded":                 {`{"SUB":"a"}`, wire.NameError{Name: "sub"}},
		"one within a list":                    {`{"keys":[{"kid":"a"},{"kid":"b","KID":"c"}]}`, wire.NameError{Name: "kid"}},
		"one within an object":                 {`{"one":{"kid":"a","kid":"b"}}`, wire.NameError{Name: "kid", Twice: true}},
		"one within a map":                     {`{"by":{"x":{"Kid":"a"}}}`, wire.NameError{Name: "kid"}},
		"a map's own names, which are all its": {`{"by":{"x":{},"x":{}}}`, wire.NameError{Name: "x", Twice: true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var into outer
			err := wire.Unmarshal([]byte(test.text), &into)
			var refused *wire.NameError
			switch {
			case test.want == none:
				if err != nil {
					t.Errorf("%s: %v", test.text, err)
				}
			case !errors.As(err, &refused) || *refused != test.want:
				t.Errorf("%s: %v, want %+v", test.text, err, test.want)
			case !cmp.Equal(outer{}, into, cmp.AllowUnexported(outer{})):
				t.Errorf("%s is refused, and was read: %+v", test.text, into)
			}
		})
	}
}

func TestWhatIsNoJSONOfTheKindIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                ``,
		"two objects":            `{} {}`,
		"half an object":         `{"role":"a"`,
		"lost UTF-8":             "{\"role\":\"\xff\"}",
		"a list":                 `[]`,
		"a number for a text":    `{"role":1}`,
		"an object for a list":   `{"keys":{}}`,
		"a text for an object":   `{"one":"x"}`,
		"a text within a list":   `{"keys":["x"]}`,
		"a comma before its end": `{"role":"a",}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := wire.Unmarshal([]byte(text), new(outer)); err == nil {
				t.Errorf("%s was read", text)
			}
		})
	}
}

func TestOfOursEveryNameMustBeKnown(t *testing.T) {
	t.Parallel()
	if err := wire.UnmarshalKnown([]byte(`{"one":{"kid":"a","colour":"red"}}`), new(outer)); err == nil || err.Error() != `unknown field "colour"` {
		t.Errorf("got %v", err)
	}
	if err := wire.UnmarshalKnown([]byte(` {"one":{"kid":"a"}} `), new(outer)); err != nil {
		t.Error(err)
	}
}

// FuzzWhatIsReadIsWhatExactNamesSay compares with a reader of exact names that is as plain as can be.
func FuzzWhatIsReadIsWhatExactNamesSay(f *testing.F) {
	for _, seed := range []string{`{"kid":"a"}`, `{"Kid":"a"}`, `{"kid":"a","\u212aid":"b"}`, `{"kid":null,"x":[]}`, `{"kid":1}`, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got inner
		if wire.Unmarshal(text, &got) != nil {
			return
		}
		members, err := wire.Members(text)
		want := ""
		for _, member := range members {
			if member.Name == "kid" {
				_ = json.Unmarshal(member.Value, &want)
			}
		}
		if err == nil && got.Kid != want {
			t.Errorf("%s: %q, but by its exact name it is %q", text, got.Kid, want)
		}
	})
}

// FuzzMembersAreThoseThatADecoderReads compares with the standard library's own reader.
func FuzzMembersAreThoseThatADecoderReads(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` { } `, `{"a":1}`, "{\n\"a\" :\t1 ,\r\"b\":true}", `{"a":{"b":[1,{"c":"}"}]},"d":[]}`, `{"a":"\\\"","\u0062\\":null}`, `{"a":"\\","b":-1.5e9}`,
		`{"a":1,}`, `{"a"}`, `[]`, `null`, `"{"`, `{"a":1} {}`, ``, ` `, `{"a":"]"}`, `{"a":[[1],[2,[]]],"a":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := wire.Members(text)
		want, ok := decoded(text)
		if (err == nil) != ok || (ok && !cmp.Equal(want, got, cmpopts.EquateEmpty())) {
			t.Errorf("%q: %v, %v; a decoder reads %v", text, got, err, want)
		}
	})
}

func decoded(text []byte) (members []wire.Member, ok bool) {
	if !utf8.Valid(text) || !json.Valid(text) {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, false
	}
	for decoder.More() {
		name, err := decoder.Token()
		text, is := name.(string)
		if err != nil || !is {
			return nil, false
		}
		member := wire.Member{Name: text}
		if decoder.Decode(&member.Value) != nil {
			return nil, false
		}
		members = append(members, member)
	}
	return members, true
}
