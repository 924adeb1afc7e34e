package funds_test

import (
	"errors"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAnErrorSaysWhatItsReasonIntroduces(t *testing.T) {
	t.Parallel()
	refused := &funds.Error{
		Code: funds.CodeUnpayable, Reason: funds.ReasonChannelCannotPay, Field: "amount",
		Facts: funds.Facts{Channel: "MVola"}, Why: []funds.Statement{{Reason: funds.ReasonNetPositive}},
	}
	if got, want := refused.Error(), "unpayable (amount): channel_cannot_pay channel=MVola: net_positive"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	said := refused.Statements()
	want := []funds.Statement{{Reason: funds.ReasonChannelCannotPay, Facts: funds.Facts{Channel: "MVola", Field: "amount"}}, {Reason: funds.ReasonNetPositive}}
	fixture.Same(t, said, want)
	named := refused.About(funds.Facts{Field: "net"})
	if got := named.Statements()[0].Facts.Field; got != "net" {
		t.Errorf("a field that the facts name is called %q", got)
	}
}

func TestARefusalIsMadeOfWhatAMessageSays(t *testing.T) {
	t.Parallel()
	const fallback = funds.ReasonNotFound
	statement := funds.Say(funds.ReasonNetLeast, funds.Facts{Least: 5_00})
	text := funds.Statement{Reason: fallback, Facts: funds.Facts{Text: "余额不足"}}
	least := funds.Statement{Reason: funds.ReasonNetLeast, Facts: funds.Facts{Least: 5_00}}
	for name, test := range map[string]struct {
		why  funds.Message
		want []funds.Statement
	}{
		"a statement":              {statement, []funds.Statement{least}},
		"a text":                   {"余额不足", []funds.Statement{text}},
		"a text and a statement":   {"余额不足" + statement, []funds.Statement{text, least}},
		"nothing":                  {"", []funds.Statement{{Reason: fallback}}},
		"two statements, in order": {statement + funds.Say(funds.ReasonNetPositive, funds.Facts{}), []funds.Statement{least, {Reason: funds.ReasonNetPositive}}},
	} {
		got := funds.RefusedBecause(funds.CodeUnpayable, test.why, fallback)
		if !errors.Is(got, fixture.Coded(funds.CodeUnpayable)) {
			t.Errorf("%s: %v", name, got)
		}
		t.Log(name)
		fixture.Same(t, got.Statements(), test.want)
	}
}

func TestAnIllegalCommandIsNamedByWhereItWouldHaveLed(t *testing.T) {
	t.Parallel()
	for command, goal := range map[funds.Command]string{funds.CommandReject: "rejected", funds.CommandCorrect: "correct", funds.CommandAnnotate: "annotate"} {
		got := funds.Illegal(funds.StateFailed, command)
		if got.Code != funds.CodeIllegal || got.Reason != funds.ReasonIllegal || got.Facts.From != "failed" || got.Facts.To != goal {
			t.Errorf("%s: %+v", command, got)
		}
	}
}

// TestNoErrorHasNoCode: or else whoever asks whether something failed by a fault of ours would be told so of a success.
func TestNoErrorHasNoCode(t *testing.T) {
	t.Parallel()
	for want, err := range map[funds.Code]error{"": nil, funds.CodeInternal: errors.New("x"), funds.CodeBusy: errors.Join(errors.New("x"), funds.ErrBusy)} {
		if got := funds.CodeOf(err); got != want {
			t.Errorf("%v has the code %q, want %q", err, got, want)
		}
	}
}
