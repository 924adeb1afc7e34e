package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestPayingAccountsAreRead(t *testing.T) {
	t.Parallel()
	got, err := ReadPolicy(`{"accounts": [
		{"id": "cmb", "holder": "甲公司", "number": "6225 8801", "bank": "招商银行", "currency": "CNY", "kind": "bank"},
		{"id": "gw", "currency": "CNY", "kind": "gateway", "closed": true}, {"id": "gw2", "currency": "CNY", "kind": "gateway"}
	]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := []funds.PayingAccount{
		{ID: "cmb", Holder: "甲公司", Number: "6225 8801", Bank: "招商银行", Currency: "CNY", Kind: funds.AccountBank},
		{ID: "gw", Currency: "CNY", Kind: funds.AccountGateway, Closed: true}, {ID: "gw2", Currency: "CNY", Kind: funds.AccountGateway},
	}
	if diff := cmp.Diff(want, got.Policy.Accounts); diff != "" {
		t.Error(diff)
	}
	again, err := ReadPolicy(got.Text)
	if err != nil || again.Text != got.Text {
		t.Errorf("%v: its own text is another:\n%s\n%s", err, got.Text, again.Text)
	}
}

// A program of before there were accounts refuses a policy with a field that it does not know.
func TestAPolicyWithoutAccountsSaysNothingOfThem(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", `{"accounts": []}`} {
		decided, err := ReadPolicy(text)
		if err != nil || strings.Contains(decided.Text, "accounts") {
			t.Errorf("%v: %s", err, decided.Text)
		}
	}
}

func TestWrongPayingAccountsAreNamed(t *testing.T) {
	t.Parallel()
	const bank = `"number":"1","currency":"CNY","kind":"bank"`
	for text, field := range map[string]string{
		`{"id":"1a",` + bank + `}`:                                                                  "accounts[0].id",
		`{"id":"招行",` + bank + `}`:                                                                  "accounts[0].id",
		`{"id":"` + strings.Repeat("a", 17) + `",` + bank + `}`:                                     "accounts[0].id",
		`{"id":"a#b",` + bank + `}`:                                                                 "accounts[0].id",
		`{"id":"a",` + bank + `},{"id":"a","number":"2","currency":"CNY","kind":"bank"}`:            "accounts[1].id",
		`{"id":"a",` + bank + `},{"id":"A","number":"2","currency":"CNY","kind":"bank"}`:            "accounts[1].id",
		`{"id":"Default",` + bank + `}`:                                                             "accounts[0].id",
		`{"id":"a","number":"1","currency":"CNY","kind":"till"}`:                                    "accounts[0].kind",
		`{"id":"a","number":"1","currency":"cny","kind":"bank"}`:                                    "accounts[0].currency",
		`{"id":"a","number":"1","currency":"CNYY","kind":"bank"}`:                                   "accounts[0].currency",
		`{"id":"a",` + bank + `},{"id":"b","number":"2","currency":"USD","kind":"bank"}`:            "accounts[1].currency",
		`{"id":"a","currency":"CNY","kind":"wallet"}`:                                               "accounts[0].number",
		`{"id":"a","bank":"X Y",` + bank + `},{"id":"b","bank":"xy",` + bank + `}`:                  "accounts[1].number",
		`{"id":"a","holder":"a\u202eb",` + bank + `}`:                                               "accounts[0].holder",
		`{"id":"a","currency":"CNY","kind":"gateway"},{"id":"b","currency":"CNY","kind":"gateway"}`: "accounts[1].kind",
		`{"id":"a","iban":"1",` + bank + `}`:                                                        "iban",
	} {
		if _, err := ReadPolicy(`{"accounts":[` + text + `]}`); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v, want %s", text, err, field)
		}
	}
}
