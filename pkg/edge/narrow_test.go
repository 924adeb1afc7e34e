package edge_test

import (
	"errors"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAnAccountIsNarrowedOrRefusedByName(t *testing.T) {
	t.Parallel()
	const refused = ""
	for given, want := range map[string]string{
		"0387222126":    "0387222126",
		"  0387222126 ": "0387222126",
		"０３８７２２２１２６":    "0387222126",
		"ＺＨＡＮＧ＠ｅｘａｍｐｌｅ．ｃｏｍ":           "ZHANG@example.com",
		"\u3000６２２５\u3000８８１２":        "6225 8812",
		"6225\u00a08812\u2009\u202f3": "6225 8812  3",
		"Nguye\u0302\u0303n":          "Nguyễn",
		"ﾔﾏﾀﾞ":                        "ヤマダ",
		"張三的帳戶":                       "張三的帳戶",
		`0387222126\u200b`:            refused,
		`\ufeff0387222126`:            refused,
		`\u3164`:                      refused,
		`\uffa0`:                      refused,
		"٠٣٨٧٢٢٢١٢٦":                  refused,
		"①②③":                         refused,
		"𝟎𝟑𝟖𝟕":                        refused,
		"6225\ue000":                  refused,
		"６２２５&８":                      "6225&8", // what the gateway takes is for the channel to say
		"   ":                         refused,
		"\u3000":                      refused,
	} {
		o := object(t, `{"account":"`+given+`"}`)
		got := o.Account("account", "")
		if want == refused && !errors.Is(o.Err(), funds.Invalid("account", "")) {
			t.Errorf("%+q is %+q (%v), want account refused", given, got, o.Err())
		}
		if want != refused && (got != want || o.Err() != nil) {
			t.Errorf("%+q is %+q (%v), want %+q", given, got, o.Err(), want)
		}
	}
}
