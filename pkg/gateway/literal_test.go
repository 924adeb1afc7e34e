package gateway

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestNumbersAreReadInAnySpelling(t *testing.T) {
	t.Parallel()
	const none = funds.Amount(-1 << 62)
	tests := map[string]struct {
		exact, atLeast funds.Amount // none: refused
		integer        string       // empty: refused
	}{
		`50`:              {5000, 5000, "50"},
		`"50"`:            {5000, 5000, "50"},
		`50.000`:          {5000, 5000, "50"},
		`"3.000"`:         {300, 300, "3"},
		`0.10000`:         {10, 10, ""},
		`".5"`:            {50, 50, ""},
		`1000000.000`:     {100000000, 100000000, "1000000"},
		`1000000.1234`:    {none, 100000012, ""},
		`".1234"`:         {none, 12, ""},
		`0.999`:           {none, 99, ""},
		`-0.001`:          {none, -1, ""},
		`-1.5`:            {-150, -150, ""},
		`1e3`:             {100000, 100000, "1000"},
		`1.00000012345E7`: {none, 1000000123, ""},
		`1.0000000E7`:     {1000000000, 1000000000, "10000000"},
		`5e-1`:            {50, 50, ""},
		`1e-3`:            {none, 0, ""},
		`0`:               {0, 0, "0"},
		`-0.0`:            {0, 0, "0"},
		`1750520481410`:   {175052048141000, 175052048141000, "1750520481410"},
		`"1750520481410"`: {175052048141000, 175052048141000, "1750520481410"},
		`1e400`:           {none, none, ""},
		`1e21`:            {none, none, ""},
		`9e2`:             {90000, 90000, "900"},
		`-0.99`:           {-99, -99, ""},

		`0.00000000000000000001e20`:   {100, 100, "1"},
		`100000000000000000000e-20`:   {100, 100, "1"},
		`0.000000000000000000001e21`:  {none, none, ""},
		`1000000000000000000000e-21`:  {none, none, ""},
		`"99999999999999999999.1234"`: {none, none, ""},
		`null`:                        {none, none, ""},
		`""`:                          {none, none, ""},
		`true`:                        {none, none, ""},
		`"1,000"`:                     {none, none, ""},
		`"+5"`:                        {none, none, ""},
		`"5."`:                        {none, none, ""},
		`" 5"`:                        {none, none, ""},
		`"5 "`:                        {none, none, ""},
		`"０"`:                         {none, none, ""},
		`"007"`:                       {none, none, "7"},
		`"NaN"`:                       {none, none, ""},
		`"0x10"`:                      {none, none, ""},
		`"1_000"`:                     {none, none, ""},
	}
	amountOf := func(amount funds.Amount, err error) funds.Amount {
		if err != nil {
			return none
		}
		return amount
	}
	for text, test := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var l literal
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatal(err)
			}
			if got := amountOf(l.amount()); got != test.exact {
				t.Errorf("exactly %d, want %d", got, test.exact)
			}
			if got := amountOf(l.atLeast()); got != test.atLeast {
				t.Errorf("at least %d, want %d", got, test.atLeast)
			}
			integer := ""
			if got, err := l.integer(); err == nil {
				integer = fmt.Sprint(got)
			}
			if integer != strings.TrimPrefix(test.integer, "-") {
				t.Errorf("the integer %q, want %q", integer, test.integer)
			}
		})
	}
}

// spelled are the same answers in the spellings of many systems.
func spelled(code, amount, state string) string {
	return fmt.Sprintf(`{"code":%s,"msg":"OK","data":{"platformId":"p1","merchantSerial":"MD003","amount":%s,"state":%s,"balance":%s}}`, code, amount, state, amount)
}

func TestAllCallsReadNumbersInAnySpelling(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		spelled(`200`, `2000`, `1`), spelled(`"200"`, `"2000"`, `"1"`), spelled(`200.0`, `2000.000`, `1.0`),
		"\ufeff" + spelled(`200`, `2e3`, `1`),
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			client := answering(t, body)
			if got := client.Create(t.Context(), testOrder()); got.Outcome != funds.OutcomeOpen {
				t.Errorf("create: %+v", got)
			}
			if got := client.Get(t.Context(), "MD003", 200000); got.Outcome != funds.OutcomePaid {
				t.Errorf("get: %+v", got)
			}
			if got := client.CreateRecharge(t.Context(), testDeposit()); got.Outcome != funds.RechargeKnown {
				t.Errorf("deposit/create: %+v", got)
			}
			if got := client.GetRecharge(t.Context(), "MD003"); got.Outcome != funds.RechargeKnown || got.Amount != 200000 || got.State != 1 {
				t.Errorf("deposit/get: %+v", got)
			}
			if got, err := client.Balance(t.Context()); got != 200000 || err != nil {
				t.Errorf("balance: %d, %v", got, err)
			}
		})
	}
}

func TestABalanceIsRoundedDown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]funds.Amount{`1000000.000`: 100000000, `0.1299`: 12, `"7.005"`: 700, `-0.001`: -1} {
		got, err := answering(t, spelled(`200`, text, `0`)).Balance(t.Context())
		if err != nil || got != want {
			t.Errorf("%s is %d (%v), want %d", text, got, err, want)
		}
	}
}

func TestChannelsBoundsAreReadInAnySpelling(t *testing.T) {
	t.Parallel()
	got, err := answering(t, `{"code":"200","msg":"OK","data":[{"code":"A","name":"a","min":"100.000","max":5e3}]}`).Channels(t.Context())
	want := []funds.RechargeChannel{{Code: "A", Name: "a", Min: 10000, Max: 500000}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestAnAnswerThatCanBeReadInTwoWaysSaysNothing(t *testing.T) {
	t.Parallel()
	data := `{"platformId":"p1","merchantSerial":"MD003","amount":2000,"state":1}`
	for name, body := range map[string]string{
		"a code in another letter case beside it":  `{"code":500,"Code":200,"msg":"OK","data":` + data + `}`,
		"a code in another letter case alone":      `{"CODE":200,"msg":"OK","data":` + data + `}`,
		"a code twice":                             `{"code":500,"code":200,"msg":"OK","data":` + data + `}`,
		"data twice":                               `{"code":200,"msg":"OK","data":{},"data":` + data + `}`,
		"data in another letter case":              `{"code":200,"msg":"OK","Data":` + data + `}`,
		"a state twice":                            `{"code":200,"msg":"OK","data":` + strings.Replace(data, `"state":1`, `"state":0,"state":1`, 1) + `}`,
		"a state in another letter case beside it": `{"code":200,"msg":"OK","data":` + strings.Replace(data, `"state":1`, `"state":0,"ſtate":1`, 1) + `}`,
		"a serial in another letter case":          `{"code":200,"msg":"OK","data":` + strings.Replace(data, `merchantSerial`, `merchantserial`, 1) + `}`,
		"a state that is an object":                `{"code":200,"msg":"OK","data":` + strings.Replace(data, `"state":1`, `"state":{"a":1}`, 1) + `}`,
		"lost UTF-8":                               strings.Replace(`{"code":200,"msg":"OK","data":`+data+`}`, "OK", "\xff", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, body)
			if got := client.Get(t.Context(), "MD003", 200000); got.Outcome != funds.OutcomeUnknown {
				t.Errorf("get: %+v", got)
			}
			if got := client.Create(t.Context(), testOrder()); got.Outcome != funds.OutcomeUnknown {
				t.Errorf("create: %+v", got)
			}
			if got := client.GetRecharge(t.Context(), "MD003"); got.Outcome != funds.RechargeUnknown {
				t.Errorf("deposit/get: %+v", got)
			}
		})
	}
}

func TestACallbackIsSignedAsItCameAndReadInAnySpelling(t *testing.T) {
	t.Parallel()
	want := Callback{Serial: "MD003", PlatformID: "685ae25d6b358ff5e667f899", State: 1, Amount: 5000, At: testNow}
	client := newClient(t, testConfig("https://gateway.test"))
	for name, spelling := range map[string][2]Field{
		"zeros at the end":      {Number("amount", "50.000"), Number("state", "1.0")},
		"zeros within a string": {Text("amount", "50.000"), Text("state", "1")},
		"an exponent":           {Number("amount", "5e1"), Number("state", "1")},
	} {
		for _, mark := range []string{"", "\ufeff"} {
			t.Run(name+mark, func(t *testing.T) {
				t.Parallel()
				message := Keys{Current: testSecret}.Sign(callbackWith(map[string]Field{"amount": spelling[0], "state": spelling[1]}))
				got, err := client.ParseCallback(t.Context(), append([]byte(mark), message.JSON()...))
				if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" || err != nil {
					t.Errorf("%v %s", err, diff)
				}
			})
		}
	}
	message := Keys{Current: testSecret}.Sign(append(callbackWith(nil), Number("State", "2")))
	_, err := client.ParseCallback(t.Context(), message.JSON())
	wantInvalid(t, err, "state")
}
