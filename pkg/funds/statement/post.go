package statement

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ReasonSheetFull says that more than Maximum payouts of one day and one part of an account were matched.
const ReasonSheetFull funds.Reason = "statement_sheet_full"

// Bounds of what one commit writes: a sheet is one item, and a transaction has at most a hundred.
const (
	maxSheetEntries = 2_500
	// MaxPosted is how many findings one commit takes, since each may be a break.
	MaxPosted = 50
)

// Post puts findings of one sheet on it, and opens the breaks that they are. A booking that stands there already stays what
// it was, and opens nothing again; known are the breaks that there are. The findings come back with their outcomes.
func Post(act funds.Act, account string, sheet funds.BankSheet, found []Finding, known map[funds.BreakID]funds.Break) (funds.Change, []Finding, error) {
	found = slices.Clone(found)
	after := sheet
	after.Entries = slices.Clone(sheet.Entries)
	for i := range found {
		if entry, there := after.At(found[i].Ref, found[i].Withdrawal); there {
			found[i].settle(entry.Outcome)
			continue
		}
		found[i].settle(outcomeOn(after, found[i]))
		after.Entries = append(after.Entries, funds.BankEntry{
			ID: found[i].Withdrawal, Ref: found[i].Ref, Day: found[i].Day, Amount: found[i].Amount, Outcome: found[i].Outcome,
		})
	}
	if len(after.Entries) > maxSheetEntries {
		return funds.Change{}, nil, funds.Refuse(funds.CodeIllegal, ReasonSheetFull).About(funds.Facts{Maximum: maxSheetEntries})
	}
	bank := funds.BankChange{Breaks: breaksOf(act, account, found, known)}
	if len(after.Entries) > len(sheet.Entries) {
		after.Version, after.Commit = sheet.Version+1, act.CommitID
		bank.Sheet = &funds.BankSheetChange{From: sheet.Version, To: after}
	}
	return changeOfBank(act, bank), found, nil
}

// outcomeOn is what a payout's booking is, by what else stands on its sheet.
func outcomeOn(sheet funds.BankSheet, f Finding) funds.BankOutcome {
	switch _, has := sheet.Of(f.Withdrawal); {
	case has:
		return funds.BankLineTwice
	case f.Amount == -f.Net:
		return funds.BankLineMatched
	default:
		return funds.BankLineAmount
	}
}

// settle says what a finding is, and what the bank's books then have more than ours.
func (f *Finding) settle(outcome funds.BankOutcome) {
	f.Outcome = outcome
	switch outcome {
	case funds.BankLineTwice:
		f.Off = f.Amount
	case funds.BankLineAmount:
		f.Off = f.Amount + f.Net
	default:
		f.Off = 0
	}
}

// Open opens the breaks of findings that stand on no sheet.
func Open(act funds.Act, account string, found []Finding, known map[funds.BreakID]funds.Break) funds.Change {
	return changeOfBank(act, funds.BankChange{Breaks: breaksOf(act, account, found, known)})
}

func changeOfBank(act funds.Act, bank funds.BankChange) funds.Change {
	change := funds.Change{CommitID: act.CommitID, At: act.At}
	if bank.Sheet != nil || len(bank.Breaks) > 0 || len(bank.Statements) > 0 {
		change.Bank = &bank
	}
	return change
}

// breakKinds says which outcomes are breaks.
var breakKinds = map[funds.BankOutcome]funds.BreakKind{
	funds.BankLineAmount: funds.BreakAmount, funds.BankLineTwice: funds.BreakTwice, funds.BankLineUnpaid: funds.BreakUnpaid,
	funds.BankLineUnknown: funds.BreakUnknown, funds.BankLineReversal: funds.BreakReversal, funds.BankLineReturned: funds.BreakReturned,
}

// BreakID is the id of the break that a finding is, or may turn out to be; empty where it is none.
func (f Finding) BreakID(account string) funds.BreakID {
	kind, is := breakKinds[f.Outcome]
	if !is {
		return ""
	}
	return funds.NewBreakID(account, kind, f.subject())
}

// MayBe are the ids of all breaks that a finding of a sheet may turn out to be.
func (f Finding) MayBe(account string) []funds.BreakID {
	if !f.OnSheet() {
		if id := f.BreakID(account); id != "" {
			return []funds.BreakID{id}
		}
		return nil
	}
	return []funds.BreakID{
		funds.NewBreakID(account, funds.BreakAmount, f.subject()), funds.NewBreakID(account, funds.BreakTwice, f.subject()),
	}
}

// subject names a finding: its booking, and of a batch also the payout.
func (f Finding) subject() string {
	if f.Batch != "" {
		return f.Ref.String() + " " + string(f.Withdrawal)
	}
	return f.Ref.String()
}

func breaksOf(act funds.Act, account string, found []Finding, known map[funds.BreakID]funds.Break) (breaks []funds.BreakChange) {
	opened := map[funds.BreakID]bool{}
	for _, f := range found {
		id := f.BreakID(account)
		if _, there := known[id]; there || id == "" || opened[id] {
			continue
		}
		opened[id] = true
		breaks = append(breaks, funds.BreakChange{To: open(act, funds.Break{
			Account: account, Day: f.Day, Kind: breakKinds[f.Outcome], Amount: f.Off, Withdrawal: f.Withdrawal, Line: f.Ref, Place: f.Place, Text: f.says(),
		}, f.subject())})
	}
	return breaks
}

// says is what a person looks for a line by.
func (f Finding) says() string {
	var parts []string
	for _, text := range []string{f.Party.Name, f.Party.Account, f.Text, f.EndToEnd, f.TransactionNo, f.Reference, f.Batch, f.Return.Reason, f.Code} {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	said := []rune(strings.Join(parts, " · "))
	return string(said[:min(len(said), funds.MaxTextRunes)])
}

// Missing opens a break for each payout of a day that has no line. Whoever has one, by the sheets, has none.
func Missing(act funds.Act, account, day string, paid []funds.Withdrawal, sheets []funds.BankSheet, known map[funds.BreakID]funds.Break) funds.Change {
	has := map[funds.ID]bool{}
	for _, sheet := range sheets {
		for _, entry := range sheet.Entries {
			has[entry.ID] = true
		}
	}
	var bank funds.BankChange
	for _, w := range paid {
		id := MissingID(account, w.ID)
		if _, there := known[id]; there || has[w.ID] {
			continue
		}
		bank.Breaks = append(bank.Breaks, funds.BreakChange{To: open(act, funds.Break{
			Account: account, Day: day, Kind: funds.BreakMissing, Amount: w.Net(), Withdrawal: w.ID, Text: cmp.Or(w.Payout.TransactionNo, string(w.ID)),
		}, string(w.ID))})
	}
	return changeOfBank(act, bank)
}

// MissingID is the id of the break of a payout that is on no statement.
func MissingID(account string, id funds.ID) funds.BreakID {
	return funds.NewBreakID(account, funds.BreakMissing, string(id))
}

// Tally adds what bookings turned out to be to their days, which cover them.
func Tally(days []funds.BankDay, found []Finding) []funds.BankDay {
	after := slices.Clone(days)
	for i := range after {
		after[i].Outcomes = cloneOf(after[i].Outcomes)
	}
	for _, f := range found {
		count(after, f.Day, f.Outcome, funds.Tally{Count: 1, Amount: f.Amount})
	}
	return after
}

// count adds to an outcome of a day; what comes to nothing is left out.
func count(days []funds.BankDay, day string, outcome funds.BankOutcome, more funds.Tally) {
	at := slices.IndexFunc(days, func(d funds.BankDay) bool { return d.Day == day })
	if at < 0 {
		return
	}
	sum := days[at].Outcomes[outcome].Plus(more)
	if sum == (funds.Tally{}) {
		delete(days[at].Outcomes, outcome)
		return
	}
	days[at].Outcomes[outcome] = sum
}

func cloneOf(outcomes map[funds.BankOutcome]funds.Tally) map[funds.BankOutcome]funds.Tally {
	made := make(map[funds.BankOutcome]funds.Tally, len(outcomes))
	for outcome, tally := range outcomes {
		made[outcome] = tally
	}
	return made
}

// Resolve ends a break that the machine has found: its booking is something else by now. What it was is taken from its day,
// and what it is is added.
func Resolve(act funds.Act, b funds.Break, kept funds.KeptStatement, was Finding, found []Finding) funds.Change {
	bank := funds.BankChange{Breaks: []funds.BreakChange{end(act, b, funds.BreakFound)}}
	to := kept
	to.Version, to.CommitID, to.UpdatedAt = kept.Version+1, act.CommitID, act.At
	to.Days = Tally(kept.Days, found)
	count(to.Days, was.Day, was.Outcome, funds.Tally{Count: -1, Amount: -was.Amount})
	bank.Statements = []funds.KeptStatementChange{{From: kept.Version, To: to}}
	return changeOfBank(act, bank)
}

// Found ends the break of a payout that was missing and has its line by now.
func Found(act funds.Act, b funds.Break) funds.Change {
	return changeOfBank(act, funds.BankChange{Breaks: []funds.BreakChange{end(act, b, funds.BreakFound)}})
}

// Advance is a statement after so many more of its blocks were matched, with what was found.
func Advance(act funds.Act, kept funds.KeptStatement, blocks int, found []Finding) funds.Change {
	return advanced(act, kept, func(to *funds.KeptStatement) {
		to.Done += blocks
		to.Days = Tally(kept.Days, found)
	})
}

// Sweep is a statement after one more day was looked through for what is missing; finished with its last one.
func Sweep(act funds.Act, kept funds.KeptStatement, day string, finished bool) funds.Change {
	return advanced(act, kept, func(to *funds.KeptStatement) { to.Swept, to.Finished = day, finished })
}

func advanced(act funds.Act, kept funds.KeptStatement, edit func(*funds.KeptStatement)) funds.Change {
	to := kept
	to.Version, to.CommitID, to.UpdatedAt = kept.Version+1, act.CommitID, act.At
	edit(&to)
	return changeOfBank(act, funds.BankChange{Statements: []funds.KeptStatementChange{{From: kept.Version, To: to}}})
}

// NextToSweep is the next day whose payouts a statement settles: those that may be booked no later than what the account's
// statements cover; false where there is none.
func NextToSweep(kept funds.KeptStatement, chain funds.BankChain, rules funds.BankRules) (day string, ok bool) {
	if kept.Said.Details || len(chain.Links) == 0 {
		return "", false
	}
	first, latest := chain.Links[0].From, ""
	for _, link := range chain.Links {
		latest = max(latest, link.To)
	}
	day = max(daysAfter(kept.Said.From, -rules.TransitDays), first)
	if kept.Swept != "" {
		day = daysAfter(kept.Swept, 1)
	}
	return day, day <= kept.Said.To && day <= daysAfter(latest, -rules.TransitDays)
}
