package funds_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestWhatCannotBeSeenIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text           string
		plain, account bool // accepted by CheckText, by CheckAccount
	}{
		"a telephone number":                   {"0387222126", true, true},
		"a card in groups":                     {"6225 8812 3456 7890", true, true},
		"an e-mail address":                    {"zhang.san+pay@example.com", true, true},
		"a Chinese account":                    {"张三的账户", true, true},
		"a zero width space":                   {"0387222126\u200b", false, false},
		"a byte order mark":                    {"\ufeff0387222126", false, false},
		"a soft hyphen":                        {"0387\u00ad222126", false, false},
		"a word joiner":                        {"0387\u2060222126", false, false},
		"a combining grapheme joiner":          {"0387\u034f222126", false, false},
		"a tag":                                {"0387222126\U000e0031", false, false},
		"a variation selector":                 {"0387222126\ufe0f", false, false},
		"a Hangul filler alone":                {"\u3164", false, false},
		"a half-width Hangul filler":           {"\uffa0", false, false},
		"the Hangul fillers of syllables":      {"\u115f\u1160", false, false},
		"a blank Braille pattern":              {"\u2800", false, false},
		"a musical sign without a head":        {"\U0001d159", false, false},
		"a Khmer inherent vowel":               {"a\u17b4", false, false},
		"a character that is not assigned":     {"a\u0378", false, false},
		"a character that never will be":       {"a\uffff", false, false},
		"an interlinear annotation":            {"\ufff9a\ufffab\ufffb", false, false},
		"a joiner in front":                    {"\u200d张三", false, false},
		"a joiner between letters":             {"a\u200db", false, false},
		"a joiner between Chinese characters":  {"张\u200d三", false, false},
		"full-width digits":                    {"０３８７２２２１２６", true, false},
		"Arabic digits":                        {"٠٣٨٧٢٢٢١٢٦", true, false},
		"bold digits":                          {"𝟎𝟑𝟖𝟕", true, false},
		"circled digits":                       {"①②③", true, false},
		"half-width Katakana":                  {"ﾔﾏﾀﾞ", true, false},
		"an ideographic space":                 {"6225\u30008812", true, false},
		"a space that does not break":          {"6225\u00a08812", true, false},
		"a private character":                  {"6225\ue000", true, false},
		"a Persian name with a non-joiner":     {"علی\u200cرضا", true, false},
		"a Sinhala name with a joiner":         {"ශ්\u200dරී", true, false},
		"a Hindi name":                         {"क्\u200dषमा", true, false},
		"a name with combining marks":          {"Nguye\u0302\u0303n", true, true},
		"a heart with its colour":              {"谢谢 ❤️", true, false},
		"a family of pictographs":              {"👨‍👩‍👧", true, false},
		"a runner with a shade and a sex":      {"🏃🏽‍♀️", true, false},
		"a key with a digit":                   {"1️⃣", true, false},
		"an ideograph with its variant":        {"葛\U000e0100城", true, false},
		"an ideograph newer than the tables":   {"\U0002ebf0", true, false},
		"an Arabic sign of numbers":            {"\u0600١", true, false},
		"the last ideograph there can be":      {"\U0003fffd", true, false},
		"behind the last ideograph":            {"\U0002fffe", false, false},
		"a plane that no ideograph is in":      {"\U00040000", false, false},
		"a Mongolian letter with its variant":  {"\u1820\u180b", true, false},
		"a variant of what has none":           {"\u1820\ufe0f", false, false},
		"the first character of another width": {"\uff01", true, false},
		"the last character of another width":  {"\uffee", true, false},
		"signs that look like ours":            {"\uff00", false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, check := range []struct {
				err  error
				want bool
			}{{funds.CheckText("note", test.text), test.plain}, {funds.CheckProse("note", test.text), test.plain}, {funds.CheckAccount("note", test.text), test.account}} {
				if check.want != (check.err == nil) || !check.want && !errors.Is(check.err, fixture.Invalid("note")) {
					t.Errorf("%+q: got %v, want accepted %v, or a refusal of the field", test.text, check.err, check.want)
				}
			}
		})
	}
}

func TestAReasonMayHaveLines(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		ok   bool
	}{
		"lines":                           {"资料不符:\n1.\t身份证\r\n2.\t银行卡", true},
		"200 characters in lines":         {strings.Repeat("字\r\n", 100), true},
		"more than that":                  {strings.Repeat("字\r\n", 101), false},
		"another control character":       {"a\x0bb", false},
		"what cannot be seen, in a line":  {"a\n\u200b\nb", false},
		"a character that turns the line": {"a\n\u202eb", false},
	} {
		if err := funds.CheckProse("reason", test.text); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err := funds.CheckText("reason", test.text); err == nil {
			t.Errorf("%s is taken for one line", name)
		}
	}
	if got, want := funds.OneLine("资料不符:\n1.\t身份证\r\n2.\u2028x\ry"), "资料不符: 1. 身份证 2. x y"; got != want {
		t.Errorf("in one line: %q, want %q", got, want)
	}
}
