package funds_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestTextThatReadsAsSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text           string
		plain, gateway bool // accepted by CheckText, by CheckGatewayText
	}{
		"nothing":                        {"", true, true},
		"words":                          {"张三 O'Neil-Ōe", true, true},
		"64 characters":                  {strings.Repeat("字", 64), true, true},
		"65 characters":                  {strings.Repeat("字", 65), true, false},
		"200 characters":                 {strings.Repeat("字", 200), true, false},
		"201 characters":                 {strings.Repeat("字", 201), false, false},
		"an ampersand":                   {"a&b", true, false},
		"an equals sign":                 {"a=b", true, false},
		"a line break":                   {"a\nb", false, false},
		"a zero byte":                    {"a\x00b", false, false},
		"a delete":                       {"a\x7fb", false, false},
		"a C1 control":                   {"a\u0085b", false, false},
		"what a decoder could not read":  {"a\ufffdb", false, false},
		"a left-to-right isolate":        {"a\u2066b", false, false},
		"a right-to-left mark":           {"a\u200fb", false, false},
		"bytes that are not UTF-8":       {"a\xffb", false, false},
		"half of a UTF-16 pair, encoded": {"\xed\xa0\x80", false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, check := range []struct {
				err  error
				want bool
			}{{funds.CheckText("note", test.text), test.plain}, {funds.CheckGatewayText("note", test.text), test.gateway}} {
				switch {
				case check.want && check.err != nil:
					t.Errorf("refused: %v", check.err)
				case !check.want && !errors.Is(check.err, fixture.Invalid("note")):
					t.Errorf("got %v, want a refusal of the field", check.err)
				}
			}
		})
	}
}

func TestErrorsMatchByCodeAndByTheFieldThatIsNamed(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("decide: %w", funds.Invalid("amount", funds.ReasonNetLeast).About(funds.Facts{Least: 1_00}))
	internal := funds.Internal("read the wallet", io.ErrUnexpectedEOF)
	tests := map[string]struct{ got, want bool }{
		"the same code and field":             {errors.Is(wrapped, funds.ErrAmountInvalid), true},
		"the same code, any field":            {errors.Is(wrapped, fixture.Coded(funds.CodeInvalid)), true},
		"the same code, another field":        {errors.Is(wrapped, fixture.Invalid("reason")), false},
		"another code":                        {errors.Is(wrapped, funds.ErrNotFound), false},
		"a hidden cause":                      {errors.Is(internal, io.ErrUnexpectedEOF), true},
		"an internal error by its code":       {funds.CodeOf(internal) == funds.CodeInternal, true},
		"the code of a wrapped one":           {funds.CodeOf(wrapped) == funds.CodeInvalid, true},
		"the code of one that has none":       {funds.CodeOf(io.EOF) == funds.CodeInternal, true},
		"a refusal without a field":           {errors.Is(funds.Refuse(funds.CodeBusy, "x"), funds.ErrBusy), true},
		"what it says to people has no cause": {strings.Contains(string(internal.Said()), "wallet"), false},
	}
	for name, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %v", name, test.got)
		}
	}
	if got := wrapped.Error(); got != "decide: invalid (amount): net_least least=1.00" {
		t.Errorf("the text for the log is %q", got)
	}
	if got := internal.Error(); got != "internal: read the wallet: unexpected EOF" {
		t.Errorf("the text for the log is %q", got)
	}
}
