package gateway

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type vectorFile struct {
	Key     string `json:"key"`
	Vectors []struct {
		Name      string          `json:"name"`
		Params    json.RawMessage `json:"params"`
		Canonical string          `json:"canonical"`
		Sign      string          `json:"sign"`
	} `json:"vectors"`
}

func readVectors(t *testing.T) vectorFile {
	t.Helper()
	raw, err := os.ReadFile("testdata/sign-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file vectorFile
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("no vectors")
	}
	return file
}

func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	file := readVectors(t)
	keys := Keys{Current: file.Key}
	for _, vector := range file.Vectors {
		t.Run(vector.Name, func(t *testing.T) {
			t.Parallel()
			message, err := ParseMessage(vector.Params)
			if err != nil {
				t.Fatal(err)
			}
			if got := canonical(message) + "&key=" + file.Key; got != vector.Canonical {
				t.Errorf("canonical text\n got %s\nwant %s", got, vector.Canonical)
			}
			signed := keys.Sign(message)
			if got := signed.Value("sign"); got != vector.Sign {
				t.Errorf("sign: got %s, want %s", got, vector.Sign)
			}
			// The same vector as a raw body that carries its signature.
			body := bytes.TrimSuffix(bytes.TrimSpace(vector.Params), []byte("}"))
			received, err := ParseMessage([]byte(string(body) + `, "sign": "` + vector.Sign + `"}`))
			if err != nil {
				t.Fatal(err)
			}
			if !keys.Verify(received) {
				t.Error("the raw body does not verify")
			}
		})
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	message := Message{Text("username", "merchant1"), Number("amount", "100.50")}
	now, before := Keys{Current: "new"}, Keys{Current: "old"}
	tampered := now.Sign(message)
	tampered[1].Text = "100.5"
	lower := now.Sign(message)
	lower[2].Text = strings.ToLower(lower[2].Text)
	tests := []struct {
		name    string
		keys    Keys
		message Message
		want    bool
	}{
		{"the current key verifies", now, now.Sign(message), true},
		{"the previous key verifies while it is listed", Keys{Current: "new", Previous: "old"}, before.Sign(message), true},
		{"a former key that is no longer listed does not", now, before.Sign(message), false},
		{"an amount with another literal does not verify", now, tampered, false},
		{"a missing signature does not verify", now, message, false},
		{"a signature in lower case does not verify", now, lower, false},
		{"an empty key verifies nothing, not even its own signature", Keys{}, Keys{}.Sign(message), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.keys.Verify(test.message); got != test.want {
				t.Errorf("Verify = %v, want %v", got, test.want)
			}
		})
	}
}

func TestSignLeavesItsArgumentAlone(t *testing.T) {
	t.Parallel()
	message := make(Message, 0, 8)
	message = append(message, Text("a", "1"))
	first := Keys{Current: "one"}.Sign(message)
	sign := first.Value("sign")
	Keys{Current: "two"}.Sign(message)
	if first.Value("sign") != sign {
		t.Error("signing again changed a message that was signed before")
	}
}

func TestParseMessage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		body string
		want Message
	}{
		{"numbers keep their literal", `{"a":100.50,"b":1e3,"c":-0}`, Message{Number("a", "100.50"), Number("b", "1e3"), Number("c", "-0")}},
		{"strings are decoded", `{"a":"\u4e2d\n\"","b":""}`, Message{Text("a", "中\n\""), Text("b", "")}},
		{"booleans are their literal and null is empty", `{"a":true,"b":false,"c":null}`, Message{{Name: "a", Text: "true"}, {Name: "b", Text: "false"}, {Name: "c"}}},
		{"the order of fields is kept", ` { "z" : 1 , "a" : 2 } `, Message{Number("z", "1"), Number("a", "2")}},
		{"an empty object has no fields", `{}`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseMessage([]byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			again, err := ParseMessage(got.JSON())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("written and read again: %s", diff)
			}
		})
	}
}

func TestParseMessageRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, field string }{
		{"nothing", ``, "body"},
		{"a broken object", `{"a":1`, "body"},
		{"two objects", `{} {}`, "body"},
		{"an array", `[1]`, "body"},
		{"null", `null`, "body"},
		{"a string", `"a"`, "body"},
		{"bytes that are not UTF-8", "{\"a\":\"\xff\"}", "body"},
		{"more than the bound", `{"a":"` + strings.Repeat("x", MaxBodyBytes) + `"}`, "body"},
		{"a name given twice", `{"amount":1,"amount":2}`, "amount"},
		{"a name given twice in two spellings", `{"amount":1,"\u0061mount":2}`, "amount"},
		{"a nested object", `{"extra":{"a":1}}`, "extra"},
		{"an array value", `{"extra":[]}`, "extra"},
		{"a name that hides a value", `{"amount=1&state":2}`, "body"},
		{"an empty name", `{"":2}`, "body"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseMessage([]byte(test.body))
			wantInvalid(t, err, test.field)
		})
	}
}

func wantInvalid(t *testing.T, err error, field string) {
	t.Helper()
	if got, ok := err.(*funds.Error); !ok || got.Code != funds.CodeInvalid || got.Field != field { //nolint:errorlint // exactly this type is the promise
		t.Errorf("got error %v, want an invalid %q", err, field)
	}
}
