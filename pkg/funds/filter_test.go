package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAFilterMatchesWhereAllThatIsGivenHolds(t *testing.T) {
	t.Parallel()
	asked := time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC)
	withdrawal := funds.Withdrawal{
		ID: "6FMYX77620250120103000", UserID: "u1", State: funds.StateApproved, Method: funds.MethodBank, Amount: 100, CreatedAt: asked,
	}
	wallet := funds.Wallet{UserID: "u1", Profile: funds.Profile{Phone: "13812348888"}}
	tests := map[string]struct {
		filter funds.Filter
		want   bool
	}{
		"nothing is given":             {funds.Filter{}, true},
		"one of the states":            {funds.Filter{States: []funds.State{funds.StatePending, funds.StateApproved}}, true},
		"none of the states":           {funds.Filter{States: []funds.State{funds.StatePending}}, false},
		"one of the methods":           {funds.Filter{Methods: []funds.Method{funds.MethodBank}}, true},
		"none of the methods":          {funds.Filter{Methods: []funds.Method{funds.MethodAlipay}}, false},
		"from its moment":              {funds.Filter{From: asked}, true},
		"from a later moment":          {funds.Filter{From: asked.Add(time.Millisecond)}, false},
		"until its moment":             {funds.Filter{Until: asked}, false},
		"until a later moment":         {funds.Filter{Until: asked.Add(time.Millisecond)}, true},
		"its amount at least":          {funds.Filter{Min: 100}, true},
		"more than its amount":         {funds.Filter{Min: 101}, false},
		"its amount at most":           {funds.Filter{Max: new(funds.Amount(100))}, true},
		"less than its amount":         {funds.Filter{Max: new(funds.Amount(99))}, false},
		"nothing at most":              {funds.Filter{Max: new(funds.Amount(0))}, false},
		"what waits for an admin":      {funds.Filter{Attention: new(true)}, false},
		"what does not":                {funds.Filter{Attention: new(false)}, true},
		"its code":                     {funds.Filter{Keyword: "6FMYX776"}, true},
		"its code in lower case":       {funds.Filter{Keyword: "6fmyx776"}, true},
		"a part of its code":           {funds.Filter{Keyword: "6FMYX77"}, false},
		"its id":                       {funds.Filter{Keyword: "6fmyx77620250120103000"}, true},
		"its code at another time":     {funds.Filter{Keyword: "6FMYX77620250120103001"}, false},
		"its number of the wallet":     {funds.Filter{Keyword: withdrawal.ID.WalletNo()}, true},
		"its number of withdraw-flow":  {funds.Filter{Keyword: withdrawal.ID.FlowNo()}, true},
		"another code":                 {funds.Filter{Keyword: "6FMYX777"}, false},
		"its owner":                    {funds.Filter{Keyword: "u1"}, true},
		"its owner in upper case":      {funds.Filter{Keyword: "U1"}, false},
		"its owner's phone":            {funds.Filter{Keyword: "13812348888"}, true},
		"a part of its owner's phone":  {funds.Filter{Keyword: "8888"}, false},
		"all that holds":               {funds.Filter{States: []funds.State{funds.StateApproved}, From: asked, Min: 1, Keyword: "u1"}, true},
		"all that holds but one":       {funds.Filter{States: []funds.State{funds.StateApproved}, From: asked, Min: 101, Keyword: "u1"}, false},
		"letters that grow in upper":   {funds.Filter{Keyword: "ﬀﬀﬀﬀ"}, false},
		"eight bytes that are no code": {funds.Filter{Keyword: "UUUUUUUU"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.filter.Matches(withdrawal, wallet); got != test.want {
				t.Errorf("matches: %v, want %v", got, test.want)
			}
		})
	}
}

func TestADayBeginsAtItsFirstMoment(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		zone string
		day  [3]int
		want string
	}{
		"in Shanghai":                          {"Asia/Shanghai", [3]int{2025, 1, 20}, "2025-01-19T16:00:00Z"},
		"the last of February and one":         {"Asia/Shanghai", [3]int{2025, 2, 29}, "2025-02-28T16:00:00Z"},
		"west of Greenwich":                    {"America/New_York", [3]int{2025, 7, 1}, "2025-07-01T04:00:00Z"},
		"where clocks skip midnight":           {"America/Santiago", [3]int{2025, 9, 7}, "2025-09-07T04:00:00Z"},
		"where clocks show midnight twice":     {"America/Havana", [3]int{2025, 11, 2}, "2025-11-02T04:00:00Z"},
		"where clocks go back before midnight": {"America/Santiago", [3]int{2025, 4, 6}, "2025-04-06T04:00:00Z"},
		"a year of five digits":                {"Asia/Shanghai", [3]int{10000, 1, 1}, "9999-12-31T16:00:00Z"},
		"where the day itself was never":       {"Pacific/Apia", [3]int{2011, 12, 30}, "2011-12-30T10:00:00Z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			begin := funds.Policy{Zone: zone}.Begin(test.day[0], time.Month(test.day[1]), test.day[2])
			if got := begin.UTC().Format(time.RFC3339); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
