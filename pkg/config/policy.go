package config

import (
	"fmt"
	"time"
	_ "time/tzdata" // Lambda's image has no time zones

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// written is a policy as JSON. What it leaves out has the default. Amounts are in major units.
type written struct {
	Zone        string    `json:"zone"`
	SingleLimit string    `json:"singleLimit"`
	DailyLimit  string    `json:"dailyLimit"`
	Rolling24h  rolling   `json:"rolling24h"`
	Rolling30d  rolling   `json:"rolling30d"`
	Minimum     string    `json:"minimum"`
	MaxOpen     int64     `json:"maxOpen"`
	Fee         fee       `json:"fee"`
	Channels    []channel `json:"channels"`
	ByHand      []string  `json:"byHand"`
	Recharge    recharge  `json:"recharge"`
	// Accounts are left out where there are none: programs of before there were any read such a policy too.
	Accounts []account `json:"accounts,omitempty"`
	Gateway  struct {
		Declined []gateway.Pattern `json:"declined"`
		Absent   []gateway.Pattern `json:"absent"`
	} `json:"gateway"`
	RepeatedSerialRefused bool           `json:"repeatedSerialRefused"`
	ReturnReasons         []returnReason `json:"returnReasons,omitempty"` // left out where there are none, so that programs from before read the policy
	MonthShards           int            `json:"monthShards"`
	timing
	refusals
	controls
}

// rolling is the most that one user's withdrawals come to within a time that moves on; 0 bounds nothing.
type rolling struct {
	Amount string `json:"amount"`
	Count  int64  `json:"count"`
}

type fee struct {
	Fixed   string `json:"fixed"`
	RatePPM int64  `json:"ratePpm"` // parts per million
	Min     string `json:"min"`
	Max     string `json:"max"` // 0 is none
}

// defaultPolicy is template.yaml's default, in its spelling.
func defaultPolicy() written {
	return written{
		Zone: "Asia/Shanghai", SingleLimit: "1000000", DailyLimit: "5000000", Minimum: "0.01", MaxOpen: 100,
		Rolling24h: rolling{Amount: "0"}, Rolling30d: rolling{Amount: "0"},
		Fee:      fee{Fixed: "0", Min: "0", Max: "0"},
		Recharge: recharge{Step: "1"},
		timing:   timingOf(funds.DefaultTiming()), MonthShards: 1,
		refusals: refusalsOf(funds.DefaultRefusals()),
		controls: controls{SharedAccount: sharedAccount{Hours: 72, OnExpiry: string(funds.HoldEscalates)}},
	}
}

const (
	mostOpen    = 10_000    // a user's list of unfinished withdrawals stays a list
	allPPM      = 1_000_000 // the whole amount
	maxPatterns = 50
	mostShards  = 32 // a list reads each shard of a month
)

// Decided is what one policy decides, for the core and for what is around it.
type Decided struct {
	policy.Decided

	PayHosts []string          // see [gateway.Config], as what follows
	Declined []gateway.Pattern // of create
	Absent   []gateway.Pattern // of get
	// MonthShards is how many partitions the indexes over all withdrawals get: of a month that begins, and of one that
	// has fewer.
	MonthShards int
}

// ReadPolicy reads a policy as the variable and the table have it; an empty one is the default. The error names the field.
func ReadPolicy(text string) (Decided, error) {
	raw := defaultPolicy()
	if err := raw.read(text); err != nil {
		return Decided{}, err
	}
	return raw.decided()
}

// read takes what a policy says over its defaults.
func (w *written) read(text string) error {
	if text == "" {
		return nil
	}
	return wire.UnmarshalKnown([]byte(text), w)
}

// decided is what the policy comes to. The error names the field.
func (w written) decided() (Decided, error) {
	raw := w
	var s Decided
	read := reader{}
	var err error
	if s.Policy.Zone, err = time.LoadLocation(raw.Zone); err != nil || raw.Zone == "" || raw.Zone == "Local" {
		return Decided{}, fmt.Errorf("zone: unknown time zone %q", raw.Zone)
	}
	s.Policy.Single = read.amount("singleLimit", raw.SingleLimit)
	s.Policy.Daily = read.amount("dailyLimit", raw.DailyLimit)
	s.Policy.Rolling24h = read.rolling("rolling24h", raw.Rolling24h)
	s.Policy.Rolling30d = read.rolling("rolling30d", raw.Rolling30d)
	s.Policy.Minimum = read.amount("minimum", raw.Minimum)
	s.Policy.MaxOpen = raw.MaxOpen
	s.Policy.Fee = read.fee(raw.Fee)
	s.Policy.Channels = read.channels(raw.Channels)
	s.Policy.ByHand = read.byHand(raw.ByHand, s.Policy)
	s.Policy.Accounts = read.accounts(raw.Accounts)
	s.Policy.Recharge = funds.RechargePolicy{Step: read.amount("recharge.step", raw.Recharge.Step)}
	s.PayHosts = read.hosts("recharge.payHosts", raw.Recharge.PayHosts)
	s.Policy.Timing = read.timing(raw.timing)
	s.Policy.Refusals = read.refusals(raw.refusals)
	s.Policy.RepeatedSerialRefused = raw.RepeatedSerialRefused
	s.Policy.ReturnReasons = read.returnReasons(raw.ReturnReasons)
	s.MonthShards = raw.MonthShards
	read.want(s.MonthShards >= 1 && s.MonthShards <= mostShards, "monthShards", "want 1 to %d", mostShards)
	s.Declined = read.patterns("gateway.declined", raw.Gateway.Declined)
	s.Absent = read.patterns("gateway.absent", raw.Gateway.Absent)
	s.Policy.AbsentListed = len(s.Absent) > 0
	s.Policy.Controls = read.controls(raw.controls)
	read.consistent(s.Policy)
	if read.err != nil {
		return Decided{}, read.err
	}
	whole := raw.canonical(s.Policy)
	s.Text = textOf(whole)
	s.Rest = map[string]string{
		"recharge.payHosts": textOf(whole.Recharge.PayHosts), "gateway.declined": textOf(whole.Gateway.Declined),
		"gateway.absent": textOf(whole.Gateway.Absent), "monthShards": textOf(whole.MonthShards),
	}
	return s, nil
}

// reader reads fields, and keeps the first thing that is wrong.
type reader struct{ err error }

func (r *reader) fail(field, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: "+format, append([]any{field}, args...)...)
	}
}

func (r *reader) want(ok bool, field, format string, args ...any) {
	if !ok {
		r.fail(field, format, args...)
	}
}

func (r *reader) amount(field, literal string) funds.Amount {
	amount, err := funds.ParseAmount(literal)
	r.want(err == nil && amount >= 0, field, "want an amount in major units as a string, as \"0.01\", not %q", literal)
	return amount
}

func (r *reader) rolling(field string, raw rolling) funds.RollingLimit {
	r.want(raw.Count >= 0, field+".count", "want 0 or more")
	return funds.RollingLimit{Amount: r.amount(field+".amount", raw.Amount), Count: raw.Count}
}

func (r *reader) fee(raw fee) funds.Fee {
	r.want(raw.RatePPM >= 0 && raw.RatePPM <= allPPM, "fee.ratePpm", "want 0 to %d", allPPM)
	f := funds.Fee{
		Fixed:          r.amount("fee.fixed", raw.Fixed),
		RatePerMillion: raw.RatePPM,
		Min:            r.amount("fee.min", raw.Min),
		Max:            r.amount("fee.max", raw.Max),
	}
	r.want(f.Max == 0 || f.Max >= f.Min, "fee.max", "less than fee.min")
	return f
}

func (r *reader) patterns(field string, patterns []gateway.Pattern) []gateway.Pattern {
	r.want(len(patterns) <= maxPatterns, field, "more than %d patterns", maxPatterns)
	for i, pattern := range patterns {
		r.want(pattern.Code != 0 && pattern.Code != gatewaySuccess, fmt.Sprintf("%s[%d].code", field, i), "%d is no error's code", pattern.Code)
	}
	return patterns
}

// gatewaySuccess is the gateway's code of success.
const gatewaySuccess = 200

// consistent checks what one field alone cannot tell.
func (r *reader) consistent(p funds.Policy) {
	r.want(p.Minimum >= 1, "minimum", "want 0.01 or more")
	r.want(p.Single >= p.Minimum, "singleLimit", "less than minimum")
	r.want(p.Daily >= p.Single, "dailyLimit", "less than singleLimit")
	r.want(p.MaxOpen >= 1 && p.MaxOpen <= mostOpen, "maxOpen", "want 1 to %d", mostOpen)
	r.want(p.Recharge.Step >= 1, "recharge.step", "want 0.01 or more")
	r.want(p.Single > p.Fee.Of(p.Single), "fee", "takes all of every withdrawal")
}
