package gateway

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAnswersAreClassed(t *testing.T) {
	t.Parallel()
	known := func(outcome funds.Outcome, state int) funds.Report {
		return funds.Report{Outcome: outcome, State: state, PlatformID: "p1", Amount: 200000, Exists: true}
	}
	none, ours := funds.Report{}, funds.Report{Exists: true}
	said := func(outcome funds.Outcome, code int64, message string) funds.Report {
		return funds.Report{Outcome: outcome, Answered: true, Answer: funds.Answer{Code: code, Message: message}}
	}
	tests := []struct {
		name        string
		body        string
		create, get funds.Report
	}{
		{"state 0 is open", orderAnswer("MD003", "2000", "0"), known(funds.OutcomeOpen, 0), known(funds.OutcomeOpen, 0)},
		{"state 1 is paid, but create leaves it to get", orderAnswer("MD003", "2000", "1"), known(funds.OutcomeOpen, 1), known(funds.OutcomePaid, 1)},
		{"state 2 is refused, but create leaves it to get", orderAnswer("MD003", "2000", "2"), known(funds.OutcomeOpen, 2), known(funds.OutcomeRefused, 2)},
		{"state 3 is refused, but create leaves it to get", orderAnswer("MD003", "2000", "3"), known(funds.OutcomeOpen, 3), known(funds.OutcomeRefused, 3)},
		{"an amount in another spelling is the same", orderAnswer("MD003", "2000.00", "0"), known(funds.OutcomeOpen, 0), known(funds.OutcomeOpen, 0)},
		{"and so is one with more zeros", orderAnswer("MD003", "2000.000", "0"), known(funds.OutcomeOpen, 0), known(funds.OutcomeOpen, 0)},
		{"another serial", orderAnswer("MD004", "2000", "1"), none, none},
		{"another amount", orderAnswer("MD003", "2000.01", "1"), ours, ours},
		{"no amount", `{"code":200,"msg":"OK","data":{"platformId":"p1","merchantSerial":"MD003","state":1}}`, ours, ours},
		{"no state", `{"code":200,"msg":"OK","data":{"platformId":"p1","merchantSerial":"MD003","amount":2000}}`, ours, ours},
		{"no platform id", `{"code":200,"msg":"OK","data":{"merchantSerial":"MD003","amount":2000,"state":1}}`, ours, ours},
		{"success without data", `{"code":200,"msg":"OK"}`, none, none},
		{"success with data null", `{"code":200,"msg":"OK","data":null}`, none, none},
		{"a configured refusal counts on create alone", `{"code":1003,"msg":"insufficient balance"}`, said(funds.OutcomeDeclined, 1003, "insufficient balance"), said(funds.OutcomeUnknown, 1003, "insufficient balance")},
		{"a configured refusal with its text", `{"code":1004,"msg":"order refused"}`, said(funds.OutcomeDeclined, 1004, "order refused"), said(funds.OutcomeUnknown, 1004, "order refused")},
		{"its code with another text", `{"code":1004,"msg":"try again"}`, said(funds.OutcomeUnknown, 1004, "try again"), said(funds.OutcomeUnknown, 1004, "try again")},
		{"a configured absence counts on get alone", `{"code":1001,"msg":"order not found"}`, said(funds.OutcomeUnknown, 1001, "order not found"), said(funds.OutcomeAbsent, 1001, "order not found")},
		{"its code with another text", `{"code":1001,"msg":"busy"}`, said(funds.OutcomeUnknown, 1001, "busy"), said(funds.OutcomeUnknown, 1001, "busy")},
		{"an error that nobody listed", `{"code":1002,"msg":"order not found, refused"}`, said(funds.OutcomeUnknown, 1002, "order not found, refused"), said(funds.OutcomeUnknown, 1002, "order not found, refused")},
		{"no code", `{"msg":"OK"}`, none, none},
		{"a code that is no number", `{"code":"OK","msg":"OK"}`, none, none},
		{"an empty answer", ``, none, none},
		{"a page", `<html>OK</html>`, none, none},
		{"an answer cut short", `{"code":200,"msg":"O`, none, none},
		{"an answer over the bound", `{"code":1003,"msg":"` + strings.Repeat("x", MaxBodyBytes) + `"}`, none, none},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, test.body)
			created := client.Create(t.Context(), testOrder())
			if diff := cmp.Diff(test.create, created, ignoreDetail); diff != "" {
				t.Errorf("create (%s): %s", created.Detail, diff)
			}
			got := client.Get(t.Context(), "MD003", 200000)
			if diff := cmp.Diff(test.get, got, ignoreDetail); diff != "" {
				t.Errorf("get (%s): %s", string(got.Detail), diff)
			}
			if created.Detail == "" || got.Detail == "" {
				t.Error("a report without a detail")
			}
		})
	}
}

func TestWhatAUserGaveClassesNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, owner, account, message string
		want                          funds.Outcome
	}{
		{"the gateway's own words", "Jhon", "0387222126", "order refused", funds.OutcomeDeclined},
		{"an owner who is called like a refusal", "refused", "0387222126", "bank is slow, order for refused queued", funds.OutcomeUnknown},
		{"an account that is called like a refusal", "Jhon", "refused", "bank is slow, order to refused queued", funds.OutcomeUnknown},
		{"an account that is part of the words, which stay a refusal", "Jhon", "refuse", "order refused", funds.OutcomeDeclined},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			order := testOrder()
			order.Owner, order.Account = test.owner, test.account
			got := answering(t, `{"code":1004,"msg":"`+test.message+`"}`).Create(t.Context(), order)
			if got.Outcome != test.want {
				t.Errorf("%+v, want %s", got, test.want)
			}
			if strings.Contains(string(got.Detail), test.owner) || strings.Contains(string(got.Detail), test.account) {
				t.Errorf("the detail shows what the user gave: %s", got.Detail)
			}
		})
	}
}

func TestAnUnknownStateIsUnknown(t *testing.T) {
	t.Parallel()
	client := answering(t, orderAnswer("MD003", "2000", "4"))
	for name, got := range map[string]funds.Report{
		"create": client.Create(t.Context(), testOrder()),
		"get":    client.Get(t.Context(), "MD003", 200000),
	} {
		if got.Outcome != funds.OutcomeUnknown || got.Detail != funds.Say(ReasonState, funds.Facts{Gateway: 4}) {
			t.Errorf("%s: %+v, want unknown that says state 4", name, got)
		}
	}
}
