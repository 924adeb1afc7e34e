package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// somePolicy is one in which every field can move either way.
func somePolicy() policy.Decided {
	return policy.Decided{
		Policy: funds.Policy{
			Zone: time.UTC, Single: 1000, Daily: 5000, Minimum: 100, MaxOpen: 5, Fee: funds.Fee{Fixed: 1},
			Channels: []funds.Channel{{Method: "M", Type: "T", Name: "N", Min: 10, Max: 900, Step: 100}, {Method: "auto", AutoApprove: true, PayOnApproval: true}},
			Accounts: []funds.PayingAccount{{ID: "cmb", Holder: "H", Number: "1", Kind: funds.AccountBank}, {ID: "icbc", Number: "2", Closed: true}},
			ByHand:   []funds.Method{"cash"}, Recharge: funds.RechargePolicy{Step: 100}, Timing: funds.DefaultTiming(), Refusals: funds.DefaultRefusals(),
			Controls: funds.Controls{
				People:  []funds.Person{{ID: "zhang", Subs: []string{"a1", "a2"}, Permissions: funds.Permissions{"pay", "review"}}, {ID: "li", Subs: []string{"b1"}}},
				Rules:   []funds.ApprovalRule{{Act: funds.ActPayout, Above: 500, Need: 2}},
				Cooling: time.Hour, PayWithin: 2 * time.Hour,
			},
		},
		Rest: map[string]string{}, Text: "before",
	}
}

func TestEachFieldTightensOrLoosens(t *testing.T) {
	t.Parallel()
	type change = func(*funds.Policy)
	tests := map[string]struct{ tighter, looser []change }{
		"singleLimit": {[]change{func(p *funds.Policy) { p.Single-- }}, []change{func(p *funds.Policy) { p.Single++ }}},
		"dailyLimit":  {[]change{func(p *funds.Policy) { p.Daily-- }}, []change{func(p *funds.Policy) { p.Daily++ }}},
		"minimum":     {[]change{func(p *funds.Policy) { p.Minimum++ }}, []change{func(p *funds.Policy) { p.Minimum-- }}},
		"maxOpen":     {[]change{func(p *funds.Policy) { p.MaxOpen-- }}, []change{func(p *funds.Policy) { p.MaxOpen++ }}},
		"fee":         {nil, []change{func(p *funds.Policy) { p.Fee.Max++ }, func(p *funds.Policy) { p.Fee.Fixed = 0 }}},
		"zone":        {nil, []change{func(p *funds.Policy) { p.Zone = time.FixedZone("east", 3600) }}},
		"channels": {
			[]change{func(p *funds.Policy) { p.Channels = p.Channels[:1] }},
			[]change{func(p *funds.Policy) { p.Channels = append(p.Channels, funds.Channel{Method: "new"}) }},
		},
		"channels[].type":          {nil, []change{func(p *funds.Policy) { p.Channels[0].Type = "X" }}},
		"channels[].name":          {nil, []change{func(p *funds.Policy) { p.Channels[0].Name = "X" }}},
		"channels[].min":           {[]change{func(p *funds.Policy) { p.Channels[0].Min++ }}, []change{func(p *funds.Policy) { p.Channels[0].Min = 0 }}},
		"channels[].max":           {[]change{func(p *funds.Policy) { p.Channels[0].Max-- }}, []change{func(p *funds.Policy) { p.Channels[0].Max = 0 }}},
		"channels[].step":          {nil, []change{func(p *funds.Policy) { p.Channels[0].Step++ }}},
		"channels[].autoApprove":   {[]change{func(p *funds.Policy) { p.Channels[1].AutoApprove = false }}, []change{func(p *funds.Policy) { p.Channels[0].AutoApprove = true }}},
		"channels[].payOnApproval": {[]change{func(p *funds.Policy) { p.Channels[1].PayOnApproval = false }}, []change{func(p *funds.Policy) { p.Channels[0].PayOnApproval = true }}},
		"byHand":                   {[]change{func(p *funds.Policy) { p.ByHand = nil }}, []change{func(p *funds.Policy) { p.ByHand = append(p.ByHand, "cheque") }}},
		"repeatedSerialRefused":    {nil, []change{func(p *funds.Policy) { p.RepeatedSerialRefused = true }}},
		"sendWindowSeconds":        {nil, []change{func(p *funds.Policy) { p.Timing.SendWindow-- }}},
		"absentGraceSeconds":       {[]change{func(p *funds.Policy) { p.Timing.AbsentGrace++ }}, []change{func(p *funds.Policy) { p.Timing.AbsentGrace-- }}},
		"failUnknownAfterSeconds":  {[]change{func(p *funds.Policy) { p.Timing.FailUnknown++ }}, []change{func(p *funds.Policy) { p.Timing.FailUnknown-- }}},
		"recheckSeconds":           {nil, []change{func(p *funds.Policy) { p.Timing.Rechecks = nil }}},
		"refusedOrders":            {[]change{func(p *funds.Policy) { p.Refusals.Free-- }}, []change{func(p *funds.Policy) { p.Refusals.Free++ }}},
		"accounts": {
			nil,
			[]change{
				func(p *funds.Policy) { p.Accounts = append(p.Accounts, funds.PayingAccount{ID: "new"}) },
				func(p *funds.Policy) { p.Accounts[0], p.Accounts[1] = p.Accounts[1], p.Accounts[0] },
			},
		},
		"accounts[].holder":   {nil, []change{func(p *funds.Policy) { p.Accounts[0].Holder = "X" }}},
		"accounts[].number":   {nil, []change{func(p *funds.Policy) { p.Accounts[0].Number = "X" }}},
		"accounts[].bank":     {nil, []change{func(p *funds.Policy) { p.Accounts[0].Bank = "X" }}},
		"accounts[].currency": {nil, []change{func(p *funds.Policy) { p.Accounts[0].Currency = "X" }}},
		"accounts[].kind":     {nil, []change{func(p *funds.Policy) { p.Accounts[0].Kind = funds.AccountWallet }}},
		"accounts[].closed":   {[]change{func(p *funds.Policy) { p.Accounts[0].Closed = true }}, []change{func(p *funds.Policy) { p.Accounts[1].Closed = false }}},
		"people": {
			[]change{func(p *funds.Policy) { p.Controls.People = p.Controls.People[:1] }},
			[]change{
				func(p *funds.Policy) {
					p.Controls.People = append(p.Controls.People, funds.Person{ID: "wang"})
				},
				func(p *funds.Policy) { p.Controls.People = nil },
			},
		},
		"people[].subs": {
			nil,
			[]change{func(p *funds.Policy) { p.Controls.People[1].Subs = []string{"b1", "b2"} }},
		},
		"people[].name": {nil, []change{func(p *funds.Policy) { p.Controls.People[0].Name = "X" }}},
		"people[].perms": {
			[]change{func(p *funds.Policy) { p.Controls.People[0].Permissions = nil }},
			[]change{func(p *funds.Policy) { p.Controls.People[1].Permissions = funds.Permissions{"pay"} }},
		},
		"people[].dismissed": {[]change{func(p *funds.Policy) { p.Controls.People[0].Dismissed = true }}, nil},
		"approvals": {
			[]change{
				func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 },
				func(p *funds.Policy) { p.Controls.Rules[0].Above = 499 },
				func(p *funds.Policy) {
					p.Controls.Rules = append(p.Controls.Rules, funds.ApprovalRule{Act: funds.ActFail, Above: -1, Need: 2})
				},
			},
			[]change{
				func(p *funds.Policy) { p.Controls.Rules = nil },
				func(p *funds.Policy) { p.Controls.Rules[0].Above = 501 },
				func(p *funds.Policy) { p.Controls.Rules[0].Method = "bank" },
				func(p *funds.Policy) { p.Controls.Rules[0].NewPayee = true },
			},
		},
		"payerApart": {[]change{func(p *funds.Policy) { p.Controls.PayerApart = true }}, nil},
		"sharedAccount.wallets": {
			[]change{func(p *funds.Policy) { p.Controls.SharedAccount.Wallets = 3 }},
			nil,
		},
		"sharedAccount.hours":    {nil, []change{func(p *funds.Policy) { p.Controls.SharedAccount.Hold++ }}},
		"sharedAccount.onExpiry": {nil, []change{func(p *funds.Policy) { p.Controls.SharedAccount.OnExpiry = funds.HoldRejects }}},
		"reviewWithinHours": {
			[]change{func(p *funds.Policy) { p.Controls.ReviewWithin = time.Hour }}, nil,
		},
		"payWithinHours": {
			[]change{func(p *funds.Policy) { p.Controls.PayWithin = time.Hour }},
			[]change{func(p *funds.Policy) { p.Controls.PayWithin = 3 * time.Hour }, func(p *funds.Policy) { p.Controls.PayWithin = 0 }},
		},
		"pendingDays":  {nil, []change{func(p *funds.Policy) { p.Controls.PendingLife++ }}},
		"coolingHours": {[]change{func(p *funds.Policy) { p.Controls.Cooling++ }}, []change{func(p *funds.Policy) { p.Controls.Cooling = 0 }}},
	}
	for name, test := range tests {
		for tightens, changes := range map[bool][]change{true: test.tighter, false: test.looser} {
			for i, apply := range changes {
				after := somePolicy()
				apply(&after.Policy)
				after.Text = "after"
				want := policy.Difference{Loosens: []string{name}}
				if tightens {
					want = policy.Difference{Tightens: []string{name}}
				}
				if diff := cmp.Diff(want, policy.Compare(somePolicy(), after)); diff != "" {
					t.Errorf("%s, change %d:\n%s", name, i, diff)
				}
			}
		}
	}
}

func TestWhatIsMovedBetweenPeopleDoesBoth(t *testing.T) {
	t.Parallel()
	after := somePolicy()
	people := after.Policy.Controls.People
	people[0].Subs, people[1].Subs, after.Text = []string{"a1"}, []string{"b1", "a2"}, "after"
	got := policy.Compare(somePolicy(), after)
	if !slices.Equal(got.Tightens, []string{"people[].subs"}) || !slices.Equal(got.Loosens, []string{"people[].subs"}) {
		t.Errorf("%+v", got)
	}
}

// What somebody asked for by an account, or owns by it, is not theirs to decide about. An account that they lose must not
// take that away while they are there; who leaves altogether may do nothing anyway.
func TestAnAccountThatIsLostLoosensUnlessItsPersonLeaves(t *testing.T) {
	t.Parallel()
	after := somePolicy()
	after.Policy.Controls.People[0].Subs = []string{"a1"}
	if got := policy.Compare(somePolicy(), after); !slices.Equal(got.Loosens, []string{"people[].subs"}) {
		t.Errorf("%+v", got)
	}
	after.Policy.Controls.People[0].Dismissed = true
	if got := policy.Compare(somePolicy(), after); len(got.Loosens) != 0 || len(got.Tightens) != 2 {
		t.Errorf("whose person leaves: %+v", got)
	}
}

func TestWhatNoFieldExplainsCountsAsLoosening(t *testing.T) {
	t.Parallel()
	after := somePolicy()
	after.Text = "another order"
	if got := policy.Compare(somePolicy(), after); len(got.Loosens) != 1 || len(got.Tightens) != 0 {
		t.Errorf("%+v", got)
	}
	after.Rest = map[string]string{"gateway.absent": "more"}
	if got := policy.Compare(somePolicy(), after); !slices.Equal(got.Loosens, []string{"gateway.absent"}) {
		t.Errorf("%+v", got)
	}
}

func TestAMethodThatLosesItsChannelAndIsPaidByHandLoosens(t *testing.T) {
	t.Parallel()
	before := policy.Decided{Policy: funds.Policy{Zone: time.UTC, Channels: []funds.Channel{{Method: funds.MethodBank}}}, Text: "before"}
	after := before
	after.Policy.Channels, after.Text = nil, "after"
	if found := policy.Compare(before, after); len(found.Loosens) != 1 || len(found.Tightens) != 0 {
		t.Errorf("%+v", found)
	}
}
