package funds

import (
	"strconv"
	"time"
)

// Reason says what happened, or why something is refused: one of a closed list of short names. Each is declared
// beside the check or the step that gives it; package words has the sentence of each, and a test there compares the
// two. A reason is stored and answered, so it never gets another meaning.
type Reason string

// Facts are what a reason's sentence is about: amounts (minor units), counts, times and texts. Which are set depends on
// the reason: its sentence in package words names them.
type Facts struct {
	Balance, Frozen, Available Amount // a wallet's
	Requested, Used, Limit     Amount // what was asked for, what of a limit is used up, the limit
	Least, Most, Step          Amount // bounds of an amount, and what it must be a multiple of
	Amount, Credited           Amount // what came or is moved, and what the wallet got
	Settled, Due               Amount // of an order that the gateway contradicts; below zero where money is taken

	Minimum, Maximum              int64 // bounds of a number or of a length
	Count                         int64 // how many there are
	Pending, Approved, Processing int64 // unfinished withdrawals, by whom they wait for
	Hours                         int64
	Line                          int64         // of a file, as people count them, from 1
	Gateway                       int64         // the gateway's own state number
	Wait                          time.Duration // before another try, in whole seconds

	Field      string // the request's field that it is about
	Other      string // another field that it is compared with
	Text       string // what a person or the gateway gave
	From       string // the state or the number before
	To         string // and after
	Channel    string // its name, as people read it
	Method     string // of a payout; of a request
	By         string // who did it, as people know them
	Scope      string // of a pause
	Batch      string // the id of a batch of payouts
	Withdrawal string // the id of another one
	Options    string // what would be right, or what it is about, divided by commas

	Until     time.Time    // to the second, in UTC
	State     State        // of the withdrawal that refuses a command
	Command   Command      // that it refuses
	Status    WalletStatus // of the wallet that refuses
	Earlier   string       // the id of what this is a likely duplicate of
	EarlierAt time.Time
}

// fact is one field of [Facts] that sentences name: by its name in them and in answers, and by its mark where it is
// stored. A mark never gets another meaning.
type fact struct {
	name  string
	mark  byte
	shown func(Facts) string
	put   func(Facts) string // empty where it has its zero value
	take  func(*Facts, string)
}

// facts are all that sentences name.
var facts = []fact{
	amountFact("balance", 'b', func(f *Facts) *Amount { return &f.Balance }),
	amountFact("frozen", 'z', func(f *Facts) *Amount { return &f.Frozen }),
	amountFact("available", 'a', func(f *Facts) *Amount { return &f.Available }),
	amountFact("requested", 'r', func(f *Facts) *Amount { return &f.Requested }),
	amountFact("used", 'u', func(f *Facts) *Amount { return &f.Used }),
	amountFact("limit", 'l', func(f *Facts) *Amount { return &f.Limit }),
	amountFact("least", 'n', func(f *Facts) *Amount { return &f.Least }),
	amountFact("most", 'm', func(f *Facts) *Amount { return &f.Most }),
	stepFact("step", 'p'),
	amountFact("amount", 'A', func(f *Facts) *Amount { return &f.Amount }),
	amountFact("credited", 'C', func(f *Facts) *Amount { return &f.Credited }),
	amountFact("settled", 'S', func(f *Facts) *Amount { return &f.Settled }),
	amountFact("due", 'D', func(f *Facts) *Amount { return &f.Due }),
	countFact("minimum", 'i', func(f *Facts) *int64 { return &f.Minimum }),
	countFact("maximum", 'x', func(f *Facts) *int64 { return &f.Maximum }),
	countFact("count", 'k', func(f *Facts) *int64 { return &f.Count }),
	countFact("pending", 'P', func(f *Facts) *int64 { return &f.Pending }),
	countFact("approved", 'Q', func(f *Facts) *int64 { return &f.Approved }),
	countFact("processing", 'R', func(f *Facts) *int64 { return &f.Processing }),
	countFact("hours", 'h', func(f *Facts) *int64 { return &f.Hours }),
	countFact("line", 'L', func(f *Facts) *int64 { return &f.Line }),
	countFact("state", 'g', func(f *Facts) *int64 { return &f.Gateway }),
	secondsFact("seconds", 's'),
	textFact("field", 'f', func(f *Facts) *string { return &f.Field }),
	textFact("other", 'o', func(f *Facts) *string { return &f.Other }),
	textFact("text", 't', func(f *Facts) *string { return &f.Text }),
	textFact("from", 'v', func(f *Facts) *string { return &f.From }),
	textFact("to", 'w', func(f *Facts) *string { return &f.To }),
	textFact("channel", 'c', func(f *Facts) *string { return &f.Channel }),
	textFact("method", 'd', func(f *Facts) *string { return &f.Method }),
	textFact("by", 'B', func(f *Facts) *string { return &f.By }),
	textFact("scope", 'O', func(f *Facts) *string { return &f.Scope }),
	textFact("batch", 'H', func(f *Facts) *string { return &f.Batch }),
	untilFact("until", 'U'),
	textFact("options", 'e', func(f *Facts) *string { return &f.Options }),
	textFact("withdrawal", 'W', func(f *Facts) *string { return &f.Withdrawal }),
}

// FactNames are the names by which sentences may call facts.
func FactNames() []string {
	names := make([]string, 0, len(facts))
	for _, fact := range facts {
		names = append(names, fact.name)
	}
	return names
}

// Value is one of the facts as answers spell it: amounts with two decimals, times in seconds. A name that no fact has
// gives nothing.
func (f Facts) Value(name string) string {
	for _, fact := range facts {
		if fact.name == name {
			return fact.shown(f)
		}
	}
	return ""
}

func amountFact(name string, mark byte, of func(*Facts) *Amount) fact {
	stored := countFact(name, mark, func(f *Facts) *int64 { return (*int64)(of(f)) })
	stored.shown = func(f Facts) string { return of(&f).Fixed() }
	return stored
}

// stepFact is what amounts are counted in, as people say it: 1, and not 1.00.
func stepFact(name string, mark byte) fact {
	step := amountFact(name, mark, func(f *Facts) *Amount { return &f.Step })
	step.shown = func(f Facts) string { return f.Step.Major() }
	return step
}

func secondsFact(name string, mark byte) fact {
	seconds := func(f Facts) string { return strconv.FormatInt(int64(f.Wait/time.Second), base10) }
	return fact{name, mark, seconds, func(f Facts) string {
		if f.Wait == 0 {
			return ""
		}
		return seconds(f)
	}, func(f *Facts, text string) {
		if n, err := strconv.ParseInt(text, base10, 64); err == nil {
			f.Wait = time.Duration(n) * time.Second
		}
	}}
}

func untilFact(name string, mark byte) fact {
	shown := func(f Facts) string {
		if f.Until.IsZero() {
			return ""
		}
		return f.Until.UTC().Format(time.RFC3339)
	}
	return fact{name, mark, shown, shown, func(f *Facts, text string) {
		if until, err := time.Parse(time.RFC3339, text); err == nil {
			f.Until = until
		}
	}}
}

func countFact(name string, mark byte, of func(*Facts) *int64) fact {
	shown := func(f Facts) string { return strconv.FormatInt(*of(&f), base10) }
	return fact{name, mark, shown, func(f Facts) string {
		if *of(&f) == 0 {
			return ""
		}
		return shown(f)
	}, func(f *Facts, text string) {
		if n, err := strconv.ParseInt(text, base10, 64); err == nil {
			*of(f) = n
		}
	}}
}

func textFact(name string, mark byte, of func(*Facts) *string) fact {
	text := func(f Facts) string { return *of(&f) }
	return fact{name, mark, text, text, func(f *Facts, text string) { *of(f) = text }}
}
